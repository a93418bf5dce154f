using System.Runtime.CompilerServices;

// The two assemblies that may use what breaks memory safety without saying `unsafe`.
[assembly: InternalsVisibleTo("Metal")]
[assembly: InternalsVisibleTo("Ostd")]
