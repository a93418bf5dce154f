using Ostd.UserSpace;
using Services.Linux;
using Services.Pipes;

namespace Verification.Scenarios.Pipes;

/// <summary>A pipe with an end of each kind, as a queue of bytes that lets nobody wait.</summary>
internal sealed class PipeOfBytes
{
    private readonly Pipe _pipe = new();

    public PipeOfBytes()
    {
        _pipe.AddEnd(reads: true, writes: false);
        _pipe.AddEnd(reads: false, writes: true);
    }

    public int Count => _pipe.Count;

    /// <summary>1, or a negative error.</summary>
    public int Put(byte value)
    {
        var source = new VmReader([value]);
        return (int)_pipe.Write(ref source, nonBlocking: true);
    }

    /// <summary>The oldest byte, or a negative error.</summary>
    public int Take()
    {
        var taken = new byte[1];
        var destination = new VmWriter(taken);
        long read = _pipe.Read(ref destination, nonBlocking: true);
        return read == 1 ? taken[0] : (int)read;
    }
}
