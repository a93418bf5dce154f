using System.Diagnostics.CodeAnalysis;

namespace System.Text;

public sealed partial class StringBuilder
{
    public bool Equals([NotNullWhen(true)] StringBuilder? sb) =>
        sb is not null && _maxCapacity == sb._maxCapacity && Equals(sb.Written);

    public bool Equals(ReadOnlySpan<char> span) => Written.SequenceEqual(span);
}
