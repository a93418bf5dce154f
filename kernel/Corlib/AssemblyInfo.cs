using System.Runtime.CompilerServices;

// The assemblies that may use what breaks memory safety without saying `unsafe`.
[assembly: InternalsVisibleTo("Metal")]
[assembly: InternalsVisibleTo("Ostd")]

// The main programs export their entry point to Metal, nothing else.
[assembly: InternalsVisibleTo("Kernel")]
[assembly: InternalsVisibleTo("TestKernel")]

// The compiler itself needs Unsafe and MemoryMarshal for inline arrays and spans in the language tests.
[assembly: InternalsVisibleTo("InKernel")]
