using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace PostLink;

/// <summary>
/// From the compiler's symbols back to what the source says. A symbol is made of the assembly's, type's and method's name
/// with everything but letters and digits replaced, so it cannot be undone; but the assemblies' metadata list all names
/// there are, and each gives its symbol.
/// </summary>
internal sealed class SourceNames
{
    private readonly Dictionary<string, string> _methods = [];
    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<string, EnumNames> _enums = [];

    public SourceNames(IEnumerable<string> assemblies)
    {
        _types["System___Canon"] = "System.__Canon";
        foreach (string path in assemblies)
        {
            using var file = new PEReader(File.OpenRead(path));
            Add(file.GetMetadataReader());
        }
    }

    public bool IsMethod(string symbol) => _methods.ContainsKey(WithoutArguments(symbol));

    /// <summary>As in a stack trace: <c>Ostd.Frames.Frame.Allocate(int)</c>. What is not C# keeps its name.</summary>
    public string Method(string symbol)
    {
        string plain = WithoutArguments(symbol);
        return _methods.TryGetValue(plain, out string? name) ? name : symbol;
    }

    /// <summary>As Type.ToString() writes it: <c>System.Collections.Generic.List`1[System.Int32]</c>.</summary>
    public string Type(string symbol)
    {
        const string boxed = "Boxed_";
        int position = symbol.StartsWith(boxed, StringComparison.Ordinal) ? boxed.Length : 0;
        return ReadType(symbol, ref position) is { } name && position == symbol.Length ? name : symbol;
    }

    /// <summary>The members of an enumeration, by the name that <see cref="Type"/> gives it; null for all other types.</summary>
    public EnumNames? Enum(string typeName)
    {
        int arguments = typeName.IndexOf('[');
        return _enums.GetValueOrDefault(arguments < 0 ? typeName : typeName[..arguments]);
    }

    /// <summary>
    /// TYPE := "__Array&lt;" TYPE "&gt;" | known type [ "&lt;" TYPE { "__" TYPE } "&gt;" ]. The known type is the longest that fits,
    /// because names contain underscores themselves.
    /// </summary>
    private string? ReadType(string symbol, ref int position)
    {
        const string array = "__Array<";
        if (string.CompareOrdinal(symbol, position, array, 0, array.Length) == 0)
        {
            position += array.Length;
            string? element = ReadType(symbol, ref position);
            return element is not null && Skip(symbol, ">", ref position) ? element + "[]" : null;
        }

        int end = symbol.IndexOfAny(['<', '>'], position);
        if (end < 0)
            end = symbol.Length;
        for (; end > position; end--)
        {
            if (!_types.TryGetValue(symbol[position..end], out string? name) || !IsEnd(symbol, end))
                continue;
            position = end;
            return Skip(symbol, "<", ref position) ? ReadArguments(symbol, name, ref position) : name;
        }

        return null;
    }

    private string? ReadArguments(string symbol, string name, ref int position)
    {
        var arguments = new List<string>();
        do
        {
            if (ReadType(symbol, ref position) is not { } argument)
                return null;
            arguments.Add(argument);
        }
        while (Skip(symbol, "__", ref position));
        return Skip(symbol, ">", ref position) ? $"{name}[{string.Join(',', arguments)}]" : null;
    }

    private static bool IsEnd(string symbol, int position) =>
        position == symbol.Length || symbol[position] is '<' or '>' || string.CompareOrdinal(symbol, position, "__", 0, 2) == 0;

    private static bool Skip(string symbol, string text, ref int position)
    {
        if (string.CompareOrdinal(symbol, position, text, 0, text.Length) != 0)
            return false;
        position += text.Length;
        return true;
    }

    /// <summary>Without generic arguments, and for a stub that unboxes <c>this</c> the method it leads to.</summary>
    private static string WithoutArguments(string symbol)
    {
        const string unbox = "<unbox>", unboxStub = "unbox_";
        int start = symbol.IndexOf(unbox, StringComparison.Ordinal);
        if (start >= 0)
            symbol = symbol[(start + unbox.Length)..];
        else if (symbol.StartsWith(unboxStub, StringComparison.Ordinal))
            symbol = symbol[unboxStub.Length..];

        var plain = new StringBuilder(symbol.Length);
        int depth = 0;
        foreach (char c in symbol)
        {
            if (c == '<')
                depth++;
            else if (c == '>')
                depth--;
            else if (depth == 0)
                plain.Append(c);
        }

        return plain.ToString();
    }

    private void Add(MetadataReader metadata)
    {
        string assembly = Mangled(metadata.GetString(metadata.GetAssemblyDefinition().Name));
        foreach (TypeDefinitionHandle handle in metadata.TypeDefinitions)
        {
            TypeDefinition type = metadata.GetTypeDefinition(handle);
            string reflectionName = ReflectionName(metadata, type);
            string symbol = TypeSymbol(assembly, reflectionName);
            _types.TryAdd(symbol, reflectionName);
            AddMethods(metadata, type, symbol);
            if (EnumNames.Read(metadata, type) is { } members)
                _enums.TryAdd(reflectionName, members);
        }
    }

    private void AddMethods(MetadataReader metadata, TypeDefinition type, string typeSymbol)
    {
        var text = new SignatureText();
        string typeName = SourceName(metadata, type);
        var taken = new HashSet<string>();
        foreach (MethodDefinitionHandle handle in type.GetMethods())
        {
            MethodDefinition method = metadata.GetMethodDefinition(handle);
            string name = metadata.GetString(method.Name);
            string symbol = Mangled(name);
            // Overloads: the second is called NAME_0, the third NAME_1.
            string unique = symbol;
            for (int i = 0; !taken.Add(unique); i++)
                unique = $"{symbol}_{i}";

            var context = new GenericNames(ParameterNames(metadata, type.GetGenericParameters()), ParameterNames(metadata, method.GetGenericParameters()));
            MethodSignature<string> signature = method.DecodeSignature(text, context);
            string generic = context.Method.Length == 0 ? "" : $"<{string.Join(", ", context.Method)}>";
            _methods.TryAdd($"{typeSymbol}__{unique}", $"{typeName}.{name}{generic}({string.Join(", ", signature.ParameterTypes)})");
        }
    }

    /// <summary>The compiler has short symbols for the types that C# has keywords for.</summary>
    private static string TypeSymbol(string assembly, string reflectionName) =>
        assembly == "Corlib" && reflectionName.StartsWith("System.", StringComparison.Ordinal) && SignatureText.Keyword(reflectionName) is not null
            ? reflectionName["System.".Length..]
            : assembly + "_" + Mangled(reflectionName);

    private static string Mangled(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    internal static string ReflectionName(MetadataReader metadata, TypeDefinition type)
    {
        string name = metadata.GetString(type.Name);
        if (type.GetDeclaringType() is { IsNil: false } outer)
            return ReflectionName(metadata, metadata.GetTypeDefinition(outer)) + "+" + name;
        string space = metadata.GetString(type.Namespace);
        // Types without a namespace have its separator in their symbol all the same.
        return space.Length == 0 ? name : space + "." + name;
    }

    /// <summary>With generic parameters as in the source: System.Collections.Generic.List&lt;T&gt;.</summary>
    private static string SourceName(MetadataReader metadata, TypeDefinition type)
    {
        string name = metadata.GetString(type.Name);
        int arity = name.IndexOf('`');
        ImmutableArray<string> parameters = ParameterNames(metadata, type.GetGenericParameters());
        if (arity >= 0)
        {
            // A nested type repeats the parameters of the types around it.
            int own = int.Parse(name[(arity + 1)..]);
            name = $"{name[..arity]}<{string.Join(", ", parameters.Skip(parameters.Length - own))}>";
        }

        if (type.GetDeclaringType() is { IsNil: false } outer)
            return SourceName(metadata, metadata.GetTypeDefinition(outer)) + "." + name;
        string space = metadata.GetString(type.Namespace);
        return space.Length == 0 ? name : space + "." + name;
    }

    private static ImmutableArray<string> ParameterNames(MetadataReader metadata, GenericParameterHandleCollection parameters) =>
        [.. parameters.Select(p => metadata.GetString(metadata.GetGenericParameter(p).Name))];
}
