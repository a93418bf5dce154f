namespace Ostd.Model;

/// <summary>Hardware that acts on its own time, next to the CPUs: between any two of their steps, or not for a long time.</summary>
internal interface IActor
{
    /// <summary>For reports.</summary>
    string Name { get; }

    /// <summary>It has something to do now.</summary>
    bool CanAct { get; }

    /// <summary>Does one thing that others can see.</summary>
    void Act();
}
