namespace System;

/// <summary>The base of every delegate type. All of the work is in <see cref="Delegate"/>.</summary>
public abstract class MulticastDelegate : Delegate
{
    private protected MulticastDelegate()
    {
    }

    public static bool operator ==(MulticastDelegate? d1, MulticastDelegate? d2) => (Delegate?)d1 == d2;

    public static bool operator !=(MulticastDelegate? d1, MulticastDelegate? d2) => (Delegate?)d1 != d2;

    public override bool Equals(object? obj) => base.Equals(obj);

    public override int GetHashCode() => base.GetHashCode();
}
