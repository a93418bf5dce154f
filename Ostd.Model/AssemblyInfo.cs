using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Invariants")]
[assembly: InternalsVisibleTo("Verification")]
[assembly: InternalsVisibleTo("Ostd.Tests")]
[assembly: InternalsVisibleTo("Invariants.Tests")]
[assembly: InternalsVisibleTo("Services.Tests")]
[assembly: InternalsVisibleTo("Verification.Tests")]
