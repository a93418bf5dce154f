using System;
using System.Collections.Generic;
using System.Linq;
using Verification.Exploration;

namespace Verification.Tests.Exploration;

/// <summary>A small straight-line program over a few shared words, generated from a seed.</summary>
internal sealed class RandomProgram
{
    private enum Step { Load, Store, Add, Fence }

    private readonly List<List<(Step Step, int Word)>> _strands = [];
    private readonly int _words;

    private RandomProgram(int words) => _words = words;

    public static RandomProgram Generate(int seed, MemoryModel model)
    {
        var random = new Random(seed);
        var program = new RandomProgram(random.Next(1, 4));
        int strands = random.Next(2, 4);
        int steps = model == MemoryModel.Tso ? 5 : strands == 2 ? 8 : 7;
        for (int i = 0; i < strands; i++)
            program._strands.Add([]);
        for (int i = 0; i < steps; i++)
        {
            var kind = (Step)random.Next(model == MemoryModel.Tso ? 4 : 3);
            program._strands[random.Next(strands)].Add((kind, random.Next(program._words)));
        }
        return program;
    }

    public void Build(Scenario scenario)
    {
        var words = Enumerable.Range(0, _words).Select(_ => scenario.Word()).ToArray();
        var seen = new List<long>[_strands.Count];
        for (int i = 0; i < _strands.Count; i++)
        {
            int strand = i;
            seen[i] = [];
            scenario.Strand(() =>
            {
                long value = 10 * strand;
                foreach (var (step, word) in _strands[strand])
                {
                    switch (step)
                    {
                        case Step.Load: seen[strand].Add(words[word].Load()); break;
                        case Step.Store: words[word].Store(++value); break;
                        case Step.Add: seen[strand].Add(words[word].FetchAdd(100)); break;
                        case Step.Fence: scenario.Fence(); break;
                    }
                }
            });
        }
        scenario.AtEnd(() => scenario.Outcome = string.Join(';', seen.Select(s => string.Join(',', s))) + "/" + string.Join(',', words.Select(w => w.Final)));
    }

    public override string ToString() =>
        string.Join("\n", _strands.Select(s => string.Join("; ", s.Select(x => $"{x.Step} w{x.Word}"))));
}
