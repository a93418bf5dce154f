using System.Runtime.CompilerServices;

// The scenarios.
[assembly: InternalsVisibleTo("Verification")]
