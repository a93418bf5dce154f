using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Invariants")]
[assembly: InternalsVisibleTo("Verification")]
[assembly: InternalsVisibleTo("Ostd.Tests")]
[assembly: InternalsVisibleTo("Services.Tests")]
