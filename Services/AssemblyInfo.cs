using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Metal")]
[assembly: InternalsVisibleTo("InKernel")]
[assembly: InternalsVisibleTo("Kernel.Tests")]
[assembly: InternalsVisibleTo("Services.Tests")]
[assembly: InternalsVisibleTo("Verification")]
