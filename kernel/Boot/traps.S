# Traps: every exception and interrupt arrives here.
#
# All vectors are taken on the CPU's small entry stack (IST 1), not on the stack that was interrupted, because that one may
# be at its end: a push by the CPU below it would be a fault while delivering a fault. The stub looks first, then moves the
# frame to where it belongs:
#   from user mode    the registers go to the UserRegisters that EnterUser was given, and EnterUser returns (user.S);
#   from the kernel   a TrapFrame is built on the interrupted stack, C# handles it, and the interrupted code goes on.
#                     Without room for it there, trap_no_room opens the stack's reserve (StackReserve.cs) and it is tried again.
# Interrupts stay off and nothing can fault until the entry stack has been left, so it needs no nesting. NMI, double fault
# and machine check, which come at any time, have entry stacks of their own (IST 2 to 4) and never return.

        .intel_syntax noprefix
        .include "layout.inc"
        .include "percpu.inc"
        .include "frame.inc"
        .include "smap.inc"

        .equ HANDLER_ROOM,      4096    # stack that the C# side of a trap may use before the reserve is opened for it
        .equ DEFAULT_MXCSR,     0x1f80

        .text
        .balign 16
        .global trap_stubs
        .type   trap_stubs, @function
trap_stubs:                                     # 16 bytes each
        .set    vector, 0
        .rept   256
        .balign 16
        .ifeq   (vector == 8) || (vector >= 10 && vector <= 14) || (vector == 17) || (vector == 21) || (vector == 29) || (vector == 30)
        push    0                               # the CPU pushes an error code for the vectors above only
        .endif
        .byte   0x68                            # push the vector
        .long   vector
        .if     (vector == 2) || (vector == 8) || (vector == 18)
        jmp     fatal_entry
        .else
        jmp     trap_entry
        .endif
        .set    vector, vector + 1
        .endr

# On the entry stack: vector, error code, rip, cs, rflags, rsp, ss.
        .balign 16
        .type   trap_entry, @function
trap_entry:
        cld
        CLOSE_USER                              # open in a user copy, or because the user set AC
        test    byte ptr [rsp + 24], 3
        jnz     trap_from_user

        .type   trap_from_kernel, @function
trap_from_kernel:
        push    rax
        push    rcx
        mov     rax, [rsp + 16 + 40]            # the interrupted rsp
        sub     rax, FRAME_SIZE
        and     rax, -16
        lea     rcx, [rax - HANDLER_ROOM]
        cmp     rcx, gs:[CPU_STACK_BOTTOM]
        jb      trap_no_room
        cmp     rax, gs:[CPU_STACK_TOP]
        jae     trap_no_room

        pop     qword ptr [rax + FRAME_RCX]
        pop     qword ptr [rax + FRAME_RAX]
        pop     qword ptr [rax + FRAME_VECTOR]
        pop     qword ptr [rax + FRAME_ERROR]
        pop     qword ptr [rax + FRAME_RIP]
        pop     qword ptr [rax + FRAME_CS]
        pop     qword ptr [rax + FRAME_RFLAGS]
        pop     qword ptr [rax + FRAME_RSP]
        pop     qword ptr [rax + FRAME_SS]
        mov     rsp, rax
        call    save_registers
        mov     rdi, rsp
        call    asterism_trap
        .global trap_return
        .type   trap_return, @function
trap_return:
        call    load_registers
        lea     rsp, [rsp + FRAME_RIP]
        iretq

# The registers other than rax, rcx into the frame just above the return address; and back, all of them.
save_registers:
        mov     [rsp + 8 + FRAME_RBX], rbx
        mov     [rsp + 8 + FRAME_RDX], rdx
        mov     [rsp + 8 + FRAME_RSI], rsi
        mov     [rsp + 8 + FRAME_RDI], rdi
        mov     [rsp + 8 + FRAME_RBP], rbp
        mov     [rsp + 8 + FRAME_R8], r8
        mov     [rsp + 8 + FRAME_R9], r9
        mov     [rsp + 8 + FRAME_R10], r10
        mov     [rsp + 8 + FRAME_R11], r11
        mov     [rsp + 8 + FRAME_R12], r12
        mov     [rsp + 8 + FRAME_R13], r13
        mov     [rsp + 8 + FRAME_R14], r14
        mov     [rsp + 8 + FRAME_R15], r15
        SAVE_SSE "rsp + 8 + FRAME_XMM"
        ldmxcsr default_mxcsr[rip]
        ret

load_registers:
        LOAD_SSE "rsp + 8 + FRAME_XMM"
        mov     rax, [rsp + 8 + FRAME_RAX]
        mov     rbx, [rsp + 8 + FRAME_RBX]
        mov     rcx, [rsp + 8 + FRAME_RCX]
        mov     rdx, [rsp + 8 + FRAME_RDX]
        mov     rsi, [rsp + 8 + FRAME_RSI]
        mov     rdi, [rsp + 8 + FRAME_RDI]
        mov     rbp, [rsp + 8 + FRAME_RBP]
        mov     r8, [rsp + 8 + FRAME_R8]
        mov     r9, [rsp + 8 + FRAME_R9]
        mov     r10, [rsp + 8 + FRAME_R10]
        mov     r11, [rsp + 8 + FRAME_R11]
        mov     r12, [rsp + 8 + FRAME_R12]
        mov     r13, [rsp + 8 + FRAME_R13]
        mov     r14, [rsp + 8 + FRAME_R14]
        mov     r15, [rsp + 8 + FRAME_R15]
        ret

# Still on the entry stack, whose contents (rcx, rax, vector, ...) are kept. C# gets a frame in the usual form, makes room,
# and the entry starts again; if it cannot make room it panics and does not come back.
        .type   trap_no_room, @function
trap_no_room:
        pop     rcx
        pop     rax
        sub     rsp, FRAME_VECTOR               # the entry stack's top is 16-byte aligned: 7 words below it, 49 here
        mov     [rsp + FRAME_RAX], rax
        mov     [rsp + FRAME_RCX], rcx
        call    save_registers
        mov     rdi, rsp
        call    asterism_trap_no_room
        call    load_registers
        add     rsp, FRAME_VECTOR
        jmp     trap_entry

# NMI, double fault, machine check. The GS base may be the user's: user code cannot give itself one in the kernel half.
        .type   fatal_entry, @function
fatal_entry:
        cld
        push    rax
        push    rcx
        push    rdx
        mov     ecx, MSR_GS_BASE
        rdmsr
        test    edx, edx
        js      1f
        swapgs
1:      pop     rdx
        pop     rcx
        pop     rax
        sub     rsp, FRAME_VECTOR
        mov     [rsp + FRAME_RAX], rax
        mov     [rsp + FRAME_RCX], rcx
        call    save_registers
        mov     rdi, rsp
        call    asterism_fatal_trap
2:      cli
        hlt
        jmp     2b

        .section .rodata
        .balign 4
        .global default_mxcsr
default_mxcsr:
        .long   DEFAULT_MXCSR
