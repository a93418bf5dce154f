namespace Internal.Runtime;

/// <summary>
/// Static fields that hold references. The compiler gathers those of a class into an object; a cell in the image points at
/// it. At first the cell holds the type of that object instead, and perhaps what the initialisers would have left in it.
/// </summary>
internal static unsafe class StaticRegions
{
    /// <summary>Flags in the low bits of a cell that is not yet initialised.</summary>
    private const int Uninitialized = 1, HasInitialData = 2, FlagMask = 3;

    /// <summary>Makes the objects. Nothing here may use a static field with references: there are none yet.</summary>
    internal static void Initialize(ReadyToRunSection section)
    {
        for (int* field = (int*)section.Start; field < section.End; field++)
            InitializeCell((int*)MethodTable.Relative(field));
    }

    /// <summary>Roots of the collector: the cells point at objects, and nothing else does.</summary>
    internal static StaticRoots Roots => new(Startup.Header->Find(SectionId.GCStatics));

    private static void InitializeCell(int* cell)
    {
        int flags = *cell & FlagMask;
        if ((flags & Uninitialized) == 0)
            return;

        MethodTable* table = (MethodTable*)((byte*)cell + (*cell & ~FlagMask));
        byte* holder = ObjectLayout.AddressOf(ObjectAllocator.NewFast(table));
        if ((flags & HasInitialData) != 0)
        {
            byte* data = (byte*)MethodTable.Relative(cell + 1);
            byte* fields = holder + sizeof(MethodTable*);
            for (uint i = 0; i < table->BaseSize - ObjectLayout.EmptyBlockSize; i++)
                fields[i] = data[i];
        }

        *(byte**)cell = holder;
    }
}

/// <summary>Walks the objects that hold static fields.</summary>
internal unsafe struct StaticRoots
{
    private int* _next;
    private readonly int* _end;

    internal StaticRoots(ReadyToRunSection section)
    {
        _next = (int*)section.Start;
        _end = (int*)section.End;
    }

    /// <summary>The address of a reference; never null, though the reference may be before start-up is done.</summary>
    internal nint* Current { get; private set; }

    internal bool MoveNext()
    {
        if (_next == _end)
            return false;

        Current = (nint*)MethodTable.Relative(_next++);
        return true;
    }
}
