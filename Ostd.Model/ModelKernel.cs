using System;
using Ostd.Seam;

namespace Ostd.Model;

/// <summary>Runs code inside a fresh kernel on a fresh model machine.</summary>
public static class ModelKernel
{
    /// <summary>Boots the framework and runs <paramref name="body"/> in it; <c>Kernel.Current</c> is that kernel meanwhile. Exceptions come out.</summary>
    public static void Run(Action body, ModelOptions? options = null)
    {
        var machine = new ModelMachine(options ?? new ModelOptions());
        var kernel = new Kernel(machine);
        Root.Bind(machine, kernel);
        try
        {
            kernel.BootMemory();
            body();
        }
        finally
        {
            Root.Bind(null, null);
        }
    }
}
