using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Verification.Tests")]
[assembly: InternalsVisibleTo("Ostd.Tests")]
[assembly: InternalsVisibleTo("Invariants.Tests")]
