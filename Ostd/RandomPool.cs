using System;
using System.Buffers.Binary;
using Ostd.Seam;
using Ostd.Sync;

namespace Ostd;

/// <summary>
/// A generator with fast key erasure: every request runs ChaCha20 under the key, and the first 32 bytes of the stream become the next
/// key before any of the rest is handed out. Whoever reads the state later cannot compute what was handed out before.
/// </summary>
internal sealed class RandomPool
{
    /// <summary>Requests between two looks at the entropy sources.</summary>
    private const int RequestsPerSeed = 256;

    /// <summary>Readings of the time-stamp counter mixed in where there is no hardware source; each is good for a bit at the very least.</summary>
    private const int JitterSamples = 1024;

    private readonly Machine _machine;
    private readonly bool _hasSource;

    // Order: innermost. Protects the two fields below.
    private readonly SpinLock _lock = new();
    private readonly byte[] _key = new byte[ChaCha20.KeySize];
    private int _requestsLeft;

    internal RandomPool(Machine machine, bool hasSource)
    {
        _machine = machine;
        _hasSource = hasSource;
    }

    internal void Fill(Span<byte> destination)
    {
        Span<byte> key = stackalloc byte[ChaCha20.KeySize];
        TakeKey(key);
        // The stream under a key that nobody else has, and that is gone afterwards: no lock needed for long requests.
        ChaCha20.Fill(key, firstBlock: 1, destination);
        key.Clear();
    }

    private void TakeKey(Span<byte> key)
    {
        Span<byte> block = stackalloc byte[ChaCha20.BlockSize];
        using (_lock.Lock())
        {
            if (_requestsLeft-- == 0)
                SeedLocked();
            ChaCha20.Fill(_key, firstBlock: 0, block);
            block[..ChaCha20.KeySize].CopyTo(_key);
        }
        block[ChaCha20.KeySize..].CopyTo(key);
        block.Clear();
    }

    // What is mixed in can only add to what is there: the new key is a function of the old one and of everything collected.
    private void SeedLocked()
    {
        _requestsLeft = RequestsPerSeed;
        int words = 0;
        for (int i = 0; i < ChaCha20.KeySize / sizeof(ulong); i++)
        {
            if (TryReadHardware(out ulong word))
            {
                MixLocked(word);
                words++;
            }
        }
        MixLocked(_machine.ReadTsc());
        if (words == ChaCha20.KeySize / sizeof(ulong))
            return;
        for (int i = 0; i < JitterSamples; i++)
        {
            _machine.Pause();
            MixLocked(_machine.ReadTsc());
        }
    }

    private void MixLocked(ulong word)
    {
        Span<byte> head = _key.AsSpan(0, sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(head, BinaryPrimitives.ReadUInt64LittleEndian(head) ^ word);
        ChaCha20.Fill(_key, firstBlock: 0, _key);
    }

    // The source may be empty for a moment; more than a few times in a row means that it is broken.
    private bool TryReadHardware(out ulong word)
    {
        for (int attempt = 0; _hasSource && attempt < 10; attempt++)
        {
            if (_machine.TryReadRandom(out word))
                return true;
        }
        word = 0;
        return false;
    }
}
