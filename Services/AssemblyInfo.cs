using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Metal")]
[assembly: InternalsVisibleTo("InKernel")]
[assembly: InternalsVisibleTo("Services.Tests")]
