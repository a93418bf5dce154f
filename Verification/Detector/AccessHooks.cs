using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Ostd.Model.Shadow;

namespace Verification.Detector;

/// <summary>Which instructions touch plain shared state, and what is inserted before each to report it.</summary>
internal sealed class AccessHooks
{
    private readonly ModuleDefinition _module;
    private readonly MethodReference _read, _write, _store, _readElement, _writeElement, _storeElement;

    /// <summary>Fields that may race by design, each with the reason.</summary>
    private static readonly Dictionary<string, string> s_exempt = new()
    {
        ["UserState.Registers"] = "a client may change a program's registers from another task; any value is safe, since the last instructions before user mode check what they load",
    };

    /// <summary>The variable that stands for all that a collection holds.</summary>
    private const int Contents = -1;

    public AccessHooks(ModuleDefinition module)
    {
        _module = module;
        _read = Hook(nameof(Woven.Read));
        _write = Hook(nameof(Woven.Write));
        _readElement = Hook(nameof(Woven.ReadElement));
        _writeElement = Hook(nameof(Woven.WriteElement));
        _store = Hook(nameof(Woven.Store));
        _storeElement = Hook(nameof(Woven.StoreElement));
    }

    /// <summary>One of the atomics, or a structure of nothing else.</summary>
    public static bool IsAtomic(TypeReference type)
    {
        if (type.Namespace == "Ostd.Sync" && type.Name.StartsWith("Atomic", StringComparison.Ordinal))
            return true;
        if (!type.IsValueType || type.IsPrimitive || type.Resolve() is not { } structure)
            return false;
        var parts = structure.Fields.Where(f => !f.IsStatic).ToList();
        return parts.Count != 0 && parts.TrueForAll(f => f.FieldType != type && IsAtomic(f.FieldType));
    }

    /// <summary>What an instruction accesses that has to be reported; null when nothing.</summary>
    public string? DescribeAccess(MethodDefinition method, Instruction at)
    {
        switch (at.OpCode.Code)
        {
            case Code.Ldfld or Code.Stfld or Code.Ldflda:
                FieldDefinition? field = ((FieldReference)at.Operand).Resolve();
                if (field is null || field.IsStatic || field.IsInitOnly || field.DeclaringType.IsValueType || IsAtomic(field.FieldType) || IsAtomic(field.DeclaringType))
                    return null;
                if (method.IsConstructor && field.DeclaringType == method.DeclaringType)
                    return null;
                if (at.OpCode.Code == Code.Stfld && ((FieldReference)at.Operand).FieldType.ContainsGenericParameter)
                    return null;
                string name = $"{field.DeclaringType.Name}.{NameOf(field)}";
                return s_exempt.ContainsKey(name) || at.OpCode.Code == Code.Ldflda && AddressUse.Of(at) == Use.None ? null : name;
            case Code.Ldelema:
                return AddressUse.Of(at) == Use.None ? null : ElementOf(at);
            case >= Code.Ldelem_I1 and <= Code.Stelem_Ref or Code.Ldelem_Any or Code.Stelem_Any:
                return ElementOf(at);
            case Code.Call or Code.Callvirt when at.Operand is MethodReference { HasThis: true, DeclaringType: GenericInstanceType type } called && Collections.IsCollection(type):
                return Collections.CanSpill(called) ? $"{type.Name[..type.Name.IndexOf('`')]}.{called.Name}" : null;
            default:
                return null;
        }
    }

    /// <summary>What reports the access; the stack is afterwards what it was before.</summary>
    public List<Instruction> For(MethodBody body, Instruction at, int field, int site)
    {
        switch (at.OpCode.Code)
        {
            case Code.Ldfld:
                return Report(_read, field, site);
            case Code.Ldflda:
                return Report(AddressUse.Of(at) == Use.Write ? _write : _read, field, site);
            case Code.Stfld:
                return Stored(body, ((FieldReference)at.Operand).FieldType, _store, (store, value) => Report(store, field, site, value));
            case Code.Call or Code.Callvirt:
                var called = (MethodReference)at.Operand;
                return Beneath(body, Collections.ParametersOf(called), Report(Collections.IsRead(called) ? _read : _write, Contents, site));
            case Code.Ldelema:
                return Element(body, AddressUse.Of(at) == Use.Write ? _writeElement : _readElement, site);
            case >= Code.Stelem_I and <= Code.Stelem_Ref or Code.Stelem_Any:
                return Stored(body, ElementTypeOf(at), _storeElement, (store, value) => Element(body, store, site, value));
            default:
                return Element(body, _readElement, site);
        }
    }

    private static List<Instruction> Report(MethodReference hook, int field, int site, VariableDefinition? value = null) =>
    [
        Instruction.Create(OpCodes.Dup),
        Instruction.Create(OpCodes.Ldc_I4, field),
        Instruction.Create(OpCodes.Ldc_I4, site),
        .. Argument(value),
        Instruction.Create(OpCodes.Call, hook),
    ];

    /// <summary>Reports an array that lies beneath the index on the stack.</summary>
    private List<Instruction> Element(MethodBody body, MethodReference hook, int site, VariableDefinition? value = null)
    {
        var index = new VariableDefinition(_module.TypeSystem.IntPtr); // takes a 32-bit index too
        body.Variables.Add(index);
        return
        [
            Instruction.Create(OpCodes.Stloc, index),
            Instruction.Create(OpCodes.Dup),
            Instruction.Create(OpCodes.Ldloc, index),
            Instruction.Create(OpCodes.Conv_I4),
            Instruction.Create(OpCodes.Ldc_I4, site),
            .. Argument(value),
            Instruction.Create(OpCodes.Call, hook),
            Instruction.Create(OpCodes.Ldloc, index),
        ];
    }

    private static Instruction[] Argument(VariableDefinition? value) => value is null ? [] : [Instruction.Create(OpCodes.Ldloc, value)];

    /// <summary>Reports a store of the value of this type that lies on top of the stack.</summary>
    private static List<Instruction> Stored(MethodBody body, TypeReference type, MethodReference hook, Func<MethodReference, VariableDefinition, List<Instruction>> report)
    {
        var value = new VariableDefinition(type);
        body.Variables.Add(value);
        var ofType = new GenericInstanceMethod(hook);
        ofType.GenericArguments.Add(type);
        return [Instruction.Create(OpCodes.Stloc, value), .. report(ofType, value), Instruction.Create(OpCodes.Ldloc, value)];
    }

    /// <summary>Runs <paramref name="report"/> with values of these types (the last on top) taken off the stack, and puts them back.</summary>
    private static List<Instruction> Beneath(MethodBody body, IReadOnlyList<TypeReference> types, List<Instruction> report)
    {
        var values = types.Select(t => new VariableDefinition(t)).ToList();
        values.ForEach(body.Variables.Add);
        return
        [
            .. values.AsEnumerable().Reverse().Select(v => Instruction.Create(OpCodes.Stloc, v)),
            .. report,
            .. values.Select(v => Instruction.Create(OpCodes.Ldloc, v)),
        ];
    }

    private MethodReference Hook(string name) => _module.ImportReference(typeof(Woven).GetMethod(name));

    private TypeReference ElementTypeOf(Instruction store) => store.OpCode.Code switch
    {
        Code.Stelem_Any => (TypeReference)store.Operand,
        Code.Stelem_Ref => _module.TypeSystem.Object,
        Code.Stelem_I8 => _module.TypeSystem.Int64,
        Code.Stelem_R4 => _module.TypeSystem.Single,
        Code.Stelem_R8 => _module.TypeSystem.Double,
        Code.Stelem_I => _module.TypeSystem.IntPtr,
        _ => _module.TypeSystem.Int32,
    };

    private static string ElementOf(Instruction at) => at.Operand is TypeReference type ? $"an element of {type.Name}[]" : "an element";

    // An automatic property's field is named after it.
    private static string NameOf(FieldDefinition field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
}
