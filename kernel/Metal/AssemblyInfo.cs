using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Kernel")]
[assembly: InternalsVisibleTo("TestKernel")]
