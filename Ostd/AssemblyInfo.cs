using System.Runtime.CompilerServices;

// The machines below the seam, and those that check the framework, see its internals. Services never does.
[assembly: InternalsVisibleTo("Metal")]
[assembly: InternalsVisibleTo("Ostd.Model")]
[assembly: InternalsVisibleTo("RuntimeOnHost")]
[assembly: InternalsVisibleTo("Invariants")]
[assembly: InternalsVisibleTo("Verification")]
[assembly: InternalsVisibleTo("InKernel")]
[assembly: InternalsVisibleTo("Ostd.Tests")]
[assembly: InternalsVisibleTo("Invariants.Tests")]
[assembly: InternalsVisibleTo("Services.Tests")]
[assembly: InternalsVisibleTo("Kernel.Tests")]
[assembly: InternalsVisibleTo("Verification.Tests")]
