using System.Collections.Generic;
using System.Text;

namespace Verification.Properties;

/// <summary>The text of a counterexample: the violated rule first, then what led to it.</summary>
internal static class Counterexample
{
    /// <summary>Lines of an exception or a panic that are worth showing.</summary>
    private const int MaxDetailLines = 24;

    public static string Describe(string name, int generated, IReadOnlyList<string> operations, StepFailure failure)
    {
        var text = new StringBuilder();
        text.AppendLine($"violated: {failure.Rule}");
        text.AppendLine($"property: {name}");
        text.AppendLine($"counterexample, shrunk from {generated} operations to {operations.Count}:");
        for (int i = 0; i < operations.Count; i++)
            text.AppendLine($"  {(i == failure.Step ? '>' : ' ')} {i + 1,3}. {operations[i]}");
        if (failure.Step < 0)
            text.AppendLine("  > before the first operation");
        else if (failure.Step >= operations.Count)
            text.AppendLine("  > after the last operation");
        string[] details = failure.Details.Split('\n');
        for (int i = 0; i < details.Length && i < MaxDetailLines; i++)
            text.AppendLine("    " + details[i].TrimEnd());
        return text.ToString().TrimEnd();
    }
}
