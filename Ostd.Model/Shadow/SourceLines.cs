using System.Diagnostics;
using System.IO;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;

namespace Ostd.Model.Shadow;

/// <summary>
/// Stacks with source lines for those that were taken without: looking the lines up takes a hundred times as long as taking a stack, and the detector takes many that nobody ever
/// sees. Lines come from the portable .pdb beside an assembly.
/// </summary>
internal static class SourceLines
{
    public static string Describe(StackTrace stack)
    {
        var text = new StringBuilder();
        foreach (StackFrame frame in stack.GetFrames())
        {
            if (frame.GetMethod() is not { } method)
                continue;
            text.Append($"   at {method.DeclaringType}.{method.Name}");
            if (PlaceOf(method, frame.GetILOffset()) is { } place)
                text.Append($" in {place}");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string? PlaceOf(MethodBase method, int offset)
    {
        string symbols = Path.ChangeExtension(method.Module.Assembly.Location, ".pdb");
        if (!File.Exists(symbols) || MetadataTokens.EntityHandle(method.MetadataToken).Kind != HandleKind.MethodDefinition)
            return null;
        using MetadataReaderProvider provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(symbols));
        MetadataReader reader = provider.GetMetadataReader();
        SequencePoint? last = null;
        foreach (SequencePoint point in reader.GetMethodDebugInformation(MetadataTokens.MethodDefinitionHandle(method.MetadataToken)).GetSequencePoints())
        {
            if (point.Offset <= offset && !point.IsHidden)
                last = point;
        }
        return last is { } found ? $"{reader.GetString(reader.GetDocument(found.Document).Name)}:line {found.StartLine}" : null;
    }
}
