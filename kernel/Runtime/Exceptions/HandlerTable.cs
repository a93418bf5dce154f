namespace Internal.Runtime;

/// <summary>
/// The handlers of a method, as the compiler lists them: inner ones before outer ones.
/// </summary>
/// <remarks>
/// A method and each of its handlers ("funclets") are separate pieces of code with unwind information of their own. The
/// handler data of a funclet lead to those of its method; all offsets count from the start of the method.
/// </remarks>
internal unsafe struct HandlerTable
{
    private const byte KindMask = 3, KindRoot = 0, KindFilter = 2;
    private const byte HasHandlers = 4, IsReverseCall = 8, HasAssociatedData = 0x10;

    private readonly byte* _clauses;
    private readonly byte* _methodStart;

    /// <summary>The code is a filter: it runs on top of the frame it filters for and is a call like any other.</summary>
    internal readonly bool IsFilter;

    /// <summary>The code is a catch or finally handler, which belongs to the frame of its method further up the stack.</summary>
    internal readonly bool IsHandler;

    /// <summary>The code was called from outside compiled code; no exception can go past it.</summary>
    internal readonly bool IsEntry;

    /// <summary>Whether a table of this code would say anything.</summary>
    internal static bool IsNeededFor(in UnwindInfo info) =>
        info.HandlerData != null && (*info.HandlerData & (KindMask | HasHandlers | IsReverseCall)) != KindRoot;

    internal HandlerTable(in UnwindInfo info)
    {
        byte* data = info.HandlerData;
        _methodStart = info.CodeStart;
        byte flags = *data++;
        IsEntry = (flags & IsReverseCall) != 0;
        if ((flags & KindMask) != KindRoot)
        {
            IsFilter = (flags & KindMask) == KindFilter;
            IsHandler = !IsFilter;
            byte* rootData = (byte*)MethodTable.Relative((int*)data);
            _methodStart -= ((int*)data)[1];
            data = rootData;
            flags = *data++;
        }

        if ((flags & HasAssociatedData) != 0)
            data += sizeof(int);

        if ((flags & HasHandlers) != 0)
            _clauses = (byte*)MethodTable.Relative((int*)data);
    }

    internal readonly uint OffsetOf(nint address) => (uint)(address - (nint)_methodStart);

    internal readonly HandlerClauses Clauses => new(_clauses, _methodStart);
}

internal enum HandlerKind : byte
{
    Catch = 0,
    Finally = 1,
    Filter = 2,
}

/// <summary>Walks the clauses of a method in order.</summary>
internal unsafe struct HandlerClauses
{
    private readonly byte* _methodStart;
    private byte* _position;
    private uint _left;

    internal int Index { get; private set; }

    internal uint TryStart { get; private set; }

    internal uint TryEnd { get; private set; }

    internal HandlerKind Kind { get; private set; }

    internal byte* Handler { get; private set; }

    /// <summary>Of a catch clause.</summary>
    internal MethodTable* CaughtType { get; private set; }

    /// <summary>Of a filter clause.</summary>
    internal byte* Filter { get; private set; }

    internal HandlerClauses(byte* clauses, byte* methodStart)
    {
        _methodStart = methodStart;
        _position = clauses;
        _left = clauses != null ? ReadUnsigned() : 0;
        Index = -1;
    }

    internal bool MoveNext()
    {
        if (_left == 0)
            return false;

        _left--;
        Index++;
        TryStart = ReadUnsigned();
        uint lengthAndKind = ReadUnsigned();
        TryEnd = TryStart + (lengthAndKind >> 2);
        Kind = (HandlerKind)(lengthAndKind & 3);
        Handler = _methodStart + ReadUnsigned();
        switch (Kind)
        {
            case HandlerKind.Catch:
                CaughtType = (MethodTable*)MethodTable.Relative((int*)_position);
                _position += sizeof(int);
                break;
            case HandlerKind.Filter:
                Filter = _methodStart + ReadUnsigned();
                break;
        }

        return true;
    }

    internal readonly bool Covers(uint offset) => offset >= TryStart && offset < TryEnd;

    // The number of low one bits in the first byte says how many bytes follow; the value is above them.
    private uint ReadUnsigned()
    {
        byte* start = _position;
        uint first = *start;
        if ((first & 1) == 0)
        {
            _position = start + 1;
            return first >> 1;
        }

        if ((first & 2) == 0)
        {
            _position = start + 2;
            return (uint)*(ushort*)start >> 2;
        }

        if ((first & 4) == 0)
        {
            _position = start + 3;
            return (*(ushort*)start | ((uint)start[2] << 16)) >> 3;
        }

        if ((first & 8) == 0)
        {
            _position = start + 4;
            return *(uint*)start >> 4;
        }

        _position = start + 5;
        return *(uint*)(start + 1);
    }
}
