namespace Ostd.Seam;

/// <summary>
/// How code reaches the one root object. The metal has one root for ever; the host has one for every explored
/// execution, bound to the thread that plays one of its CPUs.
/// </summary>
internal static class Root
{
#if METAL
    private static Machine s_machine = null!;
    private static Kernel s_kernel = null!;
    internal static Machine Machine => s_machine;
    internal static Kernel Kernel => s_kernel;
    internal static void Bind(Machine machine, Kernel? kernel) { s_machine = machine; s_kernel = kernel!; }
#else
    [System.ThreadStatic] private static Machine? t_machine;
    [System.ThreadStatic] private static Kernel? t_kernel;
    internal static Machine Machine => t_machine ?? throw new System.InvalidOperationException("No machine is bound to this thread: run inside a model machine.");
    internal static Kernel Kernel => t_kernel ?? throw new System.InvalidOperationException("No kernel is bound to this thread: run inside a model machine.");
    internal static Machine? MachineIfBound => t_machine;
    internal static Kernel? KernelIfBound => t_kernel;
    internal static void Bind(Machine? machine, Kernel? kernel) { t_machine = machine; t_kernel = kernel; }
#endif
}
