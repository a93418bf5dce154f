using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Verification.Tests")]
[assembly: InternalsVisibleTo("Invariants.Tests")]
