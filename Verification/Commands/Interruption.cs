using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Verification.Commands;

/// <summary>While it lives, the signals that end a program (Ctrl-C, kill, a terminal that closes) only cancel <see cref="Token"/>: what was begun is given up and cleaned up first.</summary>
internal sealed class Interruption : IDisposable
{
    private const int SignalBase = 128, Hangup = 1, Interrupt = 2, Terminate = 15;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;

    public Interruption() => _signals = [On(PosixSignal.SIGINT, Interrupt), On(PosixSignal.SIGTERM, Terminate), On(PosixSignal.SIGHUP, Hangup)];

    public CancellationToken Token => _source.Token;

    /// <summary>What a shell calls the status of a program that a signal ended; 0: none came.</summary>
    public int Status { get; private set; }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
        _source.Dispose();
    }

    private PosixSignalRegistration On(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        Status = SignalBase + number;
        _source.Cancel();
    });
}
