using System;

namespace Ostd.Model;

/// <summary>Unwinds the threads of a machine that has stopped, or of a context that was given up. Every operation of the machine throws it then.</summary>
internal sealed class MachineStopped : Exception
{
}
