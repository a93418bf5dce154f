using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Verification.Exploration;

/// <summary>Strands that spin for ever: each looks at a word that another one wrote last. When that leads back to where it began, they wait for each other.</summary>
internal sealed class SpinningStrands(IReadOnlyList<Strand> strands)
{
    private readonly List<Strand> _spinning = [.. strands.Where(s => s.SpinsUntil is not null)];

    /// <summary>What the deadlock is called.</summary>
    public string Name()
    {
        var cycle = FindCycle();
        return cycle.Count == 0 ? "deadlock: everybody who is left waits for ever" : $"deadlock: {string.Join(" and ", cycle.Select(s => s.Name))} wait for each other";
    }

    /// <summary>A line for each strand that is left, those of the cycle first.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        var cycle = FindCycle();
        foreach (Strand strand in cycle.Concat(_spinning.Except(cycle)))
            text.Append($"\n  {strand.Name} waits for {strand.Looks?.Describe() ?? "what it waits for"}  {strand.LooksAt}");
        return text.ToString();
    }

    private List<Strand> FindCycle()
    {
        foreach (Strand start in _spinning)
        {
            var path = new List<Strand>();
            for (Strand? at = start; at?.SpinsUntil is not null; at = at.Looks?.LastWriter)
            {
                int seen = path.IndexOf(at);
                if (seen >= 0 && path.Count - seen > 1)
                    return path.GetRange(seen, path.Count - seen);
                if (seen >= 0)
                    break;
                path.Add(at);
            }
        }
        return [];
    }
}
