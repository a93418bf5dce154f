using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Verification")]
[assembly: InternalsVisibleTo("Invariants.Tests")]
