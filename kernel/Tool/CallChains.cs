using System.Collections.Generic;
using System.Linq;

namespace PostLink;

/// <summary>
/// How deep a root takes the stack along direct calls, each function once on a path. No upper bound: calls through tables and delegates are not followed, and recursion goes round once.
/// </summary>
internal sealed class CallChains
{
    private readonly Dictionary<ulong, StackFrame> _frames;
    private readonly Dictionary<string, ulong> _roots;
    private readonly Dictionary<ulong, int> _depths = [];
    private readonly HashSet<ulong> _path = [];

    public CallChains(ElfFile elf, IEnumerable<(CodeUnit Unit, StackFrame Frame)> frames)
    {
        _frames = frames.GroupBy(f => f.Unit.Start).ToDictionary(g => g.Key, g => g.First().Frame);
        _roots = elf.Symbols.Where(s => s.Type == ElfSymbol.Function).GroupBy(s => s.Name).ToDictionary(g => g.Key, g => g.First().Value);
    }

    /// <summary>Bytes below the caller's stack pointer; null when the image has no such function.</summary>
    public int? Deepest(string symbol) => _roots.TryGetValue(symbol, out ulong start) ? Deepest(start) : null;

    private int Deepest(ulong start)
    {
        if (_depths.TryGetValue(start, out int known))
            return known;
        if (!_frames.TryGetValue(start, out StackFrame? frame) || !_path.Add(start))
            return 0;
        int deepest = frame.Size;
        foreach ((ulong target, int depth) in frame.Calls)
            deepest = int.Max(deepest, depth + Deepest(target));
        _path.Remove(start);
        return _depths[start] = deepest;
    }
}
