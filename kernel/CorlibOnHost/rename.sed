# What has to change in a source file of the core library so that it compiles beside .NET's own, as a client of it.
# Its namespaces move below Renamed: its own types are found first, .NET's where it has none here.
s/^namespace System/namespace Renamed.System/
s/\([( ]\)ObjectModel\.ReadOnlyCollection/\1global::System.Collections.ObjectModel.ReadOnlyCollection/
s/\([( ]\)Runtime\.CompilerServices\./\1global::System.Runtime.CompilerServices./
# Numbers are written to char and byte through an interface that only our own char and byte have.
s/where TChar : unmanaged, IUtfChar<TChar>/where TChar : unmanaged, global::System.Numerics.INumberBase<TChar>/
s/TChar\.FromAscii(/TChar.CreateTruncating(/g
s/TChar\.ToUInt32(/uint.CreateTruncating(/g
s/new Span<char>(ref /global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref /g
# Only our own compiler support knows it.
s/^ *\[Intrinsic\]$//
