using Ostd;
using Ostd.Frames;
using Ostd.UserSpace;

namespace InKernel.Ostd;

/// <summary>What the tests of user address spaces share.</summary>
internal static class UserSpaceTools
{
    public const ulong Base = 0x40_0000;
    public const PageFlags ReadWrite = PageFlags.Read | PageFlags.Write;

    public static void Map(VmSpace space, ulong address, UFrame frame, PageFlags flags)
    {
        using VmCursor cursor = space.Cursor(address, address + 4096);
        cursor.Map(frame, new PageProperty(flags));
        Check.Equal(address + 4096, cursor.Address);
    }

    public static long Unmap(VmSpace space, ulong address, ulong pages)
    {
        using VmCursor cursor = space.Cursor(address, address + pages * 4096);
        return cursor.Unmap(pages * 4096);
    }

    public static PageFlags FlagsAt(VmSpace space, ulong address)
    {
        using VmCursor cursor = space.Cursor(address, address + 4096);
        Check.True(cursor.TryQueryProperty(out PageProperty property), "mapped");
        return property.Flags;
    }

    /// <summary>The running task is in the space until disposed.</summary>
    public readonly ref struct Visit
    {
        private readonly IUserFaultHandler? _before;

        private Visit(IUserFaultHandler? before) => _before = before;

        public static Visit Enter(VmSpace space, IUserFaultHandler? handler = null)
        {
            var visit = new Visit(Kernel.Current.UserFaultHandler);
            Kernel.Current.UserFaultHandler = handler;
            space.Activate();
            return visit;
        }

        public void Dispose()
        {
            VmSpace.Deactivate();
            Kernel.Current.UserFaultHandler = _before;
        }
    }
}
