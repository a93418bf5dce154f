using System;
using System.Collections.Generic;
using System.IO;
using System.Text.RegularExpressions;
using Ostd.Model;

namespace Verification.Exploration.Machines;

/// <summary>What people call the words of a machine: the field that an atomic was made for, or the address of a word of physical memory.</summary>
internal sealed partial class WordNames
{
    private static readonly string? s_root = FindRoot();

    private readonly Dictionary<long, string> _names = [];
    private readonly Dictionary<string, int> _uses = [];

    /// <summary>A word is being made by the caller of an atomic's constructor.</summary>
    public void Add(long location)
    {
        if (Places.OfMaker() is not { } maker)
            return;
        string name = FieldAt(maker.File, maker.Line);
        int use = _uses[name] = _uses.GetValueOrDefault(name) + 1;
        _names[location] = $"{name}#{use}";
    }

    public string Of(long location)
    {
        if (_names.TryGetValue(location, out string? name))
            return name.EndsWith("#1", StringComparison.Ordinal) && _uses[name[..^2]] == 1 ? name[..^2] : name;
        return ModelMachine.DescribeLocation(location);
    }

    private static string FieldAt(string file, int line)
    {
        string type = Path.GetFileNameWithoutExtension(file);
        string path = Path.Combine(s_root ?? "", file);
        if (s_root is null || !File.Exists(path))
            return $"{type}:{line}";
        string[] lines = File.ReadAllLines(path);
        var match = line <= lines.Length ? Declaration().Match(lines[line - 1]) : Match.Empty;
        return match.Success ? $"{type}.{match.Groups[1].Value}" : $"{type}:{line}";
    }

    private static string? FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Kernel.sln")))
                return folder.FullName;
        return null;
    }

    [GeneratedRegex(@"(\w+)\s*=\s*(?:new|Atomic)")]
    private static partial Regex Declaration();
}
