using System.Collections.Generic;
using System.Linq;
using Ostd.Frames;
using Ostd.Model;
using Ostd.Tasks;
using Ostd.User;
using Ostd.UserSpace;

namespace Verification.Properties.UserSpace;

/// <summary>User programs in one address space, as many as there are CPUs for, each of which waits for orders and makes the accesses it is told to.</summary>
internal sealed class UserVisitors
{
    private const ulong FirstCode = 0x100_0000_0000; // in tables of its own, above everything that is edited

    private readonly List<Visitor> _visitors = [];

    public UserVisitors(VmSpace space, int count)
    {
        for (int i = 0; i < count; i++)
            _visitors.Add(new Visitor(space, FirstCode + (ulong)i * Page.Size));
        Wait(() => _visitors.All(v => v.IsReady));
    }

    /// <summary>What came of an access: the error code of the page fault, or the value loaded.</summary>
    public readonly record struct Answer(ulong? FaultCode, ulong Value);

    /// <summary>Pages with their code.</summary>
    public IEnumerable<ulong> Pages => _visitors.Select(v => v.Code);

    public long PagesIn(ulong start, ulong end) => Pages.Count(p => p >= start && p < end);

    public Answer Access(int which, ulong address, VmSpaceProperty.Kind kind, ulong value)
    {
        Visitor visitor = _visitors[which % _visitors.Count];
        visitor.Order = new Visitor.Access(address, kind, value);
        Wait(() => visitor.Order is null);
        return visitor.Answer;
    }

    public void Leave()
    {
        _visitors.ForEach(v => v.MustLeave = true);
        Wait(() => _visitors.All(v => v.HasLeft));
    }

    private static void Wait(System.Func<bool> condition)
    {
        while (!condition())
            Task.Yield();
    }

    private sealed class Visitor
    {
        public readonly ulong Code;
        public Access? Order;
        public Answer Answer;
        public bool IsReady, MustLeave, HasLeft;

        private readonly VmSpace _space;
        private bool _isExecuting;

        public Visitor(VmSpace space, ulong code)
        {
            _space = space;
            Code = code;
            Task.Spawn(Run, name: "visitor");
        }

        public sealed record Access(ulong Address, VmSpaceProperty.Kind Kind, ulong Value);

        private void Run()
        {
            using (var program = new UserScript(FollowOrder, _space, Code))
            {
                IsReady = true;
                while (!MustLeave)
                {
                    if (program.Run() == ReturnReason.Exception)
                        Report(program);
                    if (Order is null)
                        Task.Yield();
                }
                using VmCursor cursor = _space.Cursor(Code, Code + Page.Size);
                cursor.Unmap(Page.Size);
            }
            HasLeft = true;
        }

        private void FollowOrder(UserCpu user)
        {
            if (Order is not { } order)
                return;
            switch (order.Kind)
            {
                case VmSpaceProperty.Kind.Load:
                    Answer = new Answer(null, user.Load64(order.Address));
                    break;
                case VmSpaceProperty.Kind.Store:
                    user.Store64(order.Address, order.Value);
                    Answer = new Answer(null, 0);
                    break;
                default:
                    _isExecuting = true;
                    user.Rip = order.Address; // the next instruction is fetched there
                    return;
            }
            Order = null;
        }

        // A fault ends the order; so does an instruction that was fetched: what lies in the pages is none.
        private void Report(UserScript program)
        {
            CpuException fault = program.Mode.Exception;
            Answer = new Answer(fault.Vector == CpuException.PageFault ? fault.ErrorCode : null, 0);
            if (_isExecuting && fault.Vector != CpuException.PageFault && fault.Vector != CpuException.InvalidOpcode)
                throw new PropertyViolatedException($"executing at {Order?.Address:x} raised exception {fault.Vector}");
            _isExecuting = false;
            program.Context.Rip = Code;
            Order = null;
        }
    }
}
