namespace System.Globalization;

/// <summary>There is one culture, the invariant one: the kernel's text does not depend on where it runs.</summary>
public class CultureInfo : IFormatProvider
{
    private CultureInfo()
    {
    }

    public static CultureInfo InvariantCulture { get; } = new();

    public static CultureInfo CurrentCulture => InvariantCulture;

    public virtual string Name => "";

    public virtual object? GetFormat(Type? formatType) => null;

    public override string ToString() => Name;
}
