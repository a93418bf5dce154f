# Exceptions: from `throw` in compiled code to the dispatcher in C# (kernel/Runtime/Exceptions), and from there to the
# handlers. A handler is a "funclet": a piece of its method that runs in the method's frame but on top of the stack.
#
# Funclet contract: rbp (and the other preserved registers) as in the method's frame; catch and filter get the exception in
# rdi. A catch handler returns in rax where to go on, a filter returns a bool, a finally handler nothing.
# Every stub here has unwind information: an exception, or the walk for a panic, can go through it.

        .intel_syntax noprefix
        .include "percpu.inc"

# struct Registers (kernel/Runtime/Unwinding/Registers.cs)
        .equ REG_RBX,   0
        .equ REG_RBP,   8
        .equ REG_R12,   16
        .equ REG_R13,   24
        .equ REG_R14,   32
        .equ REG_R15,   40
        .equ REG_RSP,   48
        .equ REG_RIP,   56
        .equ REG_SIZE,  64

# The caller's registers as they are after this call returns, to \base. Clobbers rax.
        .macro  STORE_CALLER_REGISTERS base, frame
        mov     [\base + REG_RBX], rbx
        mov     [\base + REG_RBP], rbp
        mov     [\base + REG_R12], r12
        mov     [\base + REG_R13], r13
        mov     [\base + REG_R14], r14
        mov     [\base + REG_R15], r15
        lea     rax, [rsp + \frame + 8]
        mov     [\base + REG_RSP], rax
        mov     rax, [rsp + \frame]
        mov     [\base + REG_RIP], rax
        .endm

        .macro  LOAD_PRESERVED base
        mov     rbx, [\base + REG_RBX]
        mov     rbp, [\base + REG_RBP]
        mov     r12, [\base + REG_R12]
        mov     r13, [\base + REG_R13]
        mov     r14, [\base + REG_R14]
        mov     r15, [\base + REG_R15]
        .endm

        .macro  PUSH_PRESERVED
        .irp    register, rbp, r15, r14, r13, r12, rbx      # the order of compiled code: see FrameRecipe
        push    \register
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset \register, 0
        .endr
        .endm

        .macro  POP_PRESERVED
        .irp    register, rbx, r12, r13, r14, r15, rbp
        pop     \register
        .cfi_adjust_cfa_offset -8
        .cfi_restore \register
        .endr
        .endm

        .text

# RhpThrowEx(rdi exception): throw exception;
        .balign 16
        .global RhpThrowEx
        .type   RhpThrowEx, @function
RhpThrowEx:
        .cfi_startproc
        sub     rsp, REG_SIZE + 8
        .cfi_adjust_cfa_offset REG_SIZE + 8
        STORE_CALLER_REGISTERS rsp, REG_SIZE + 8
        mov     rsi, rsp
        call    AsterismThrow
        ud2
        .cfi_endproc
        .size   RhpThrowEx, . - RhpThrowEx

# RhpRethrow(): throw; inside a catch handler
        .balign 16
        .global RhpRethrow
        .type   RhpRethrow, @function
RhpRethrow:
        .cfi_startproc
        sub     rsp, REG_SIZE + 8
        .cfi_adjust_cfa_offset REG_SIZE + 8
        STORE_CALLER_REGISTERS rsp, REG_SIZE + 8
        mov     rdi, rsp
        call    AsterismRethrow
        ud2
        .cfi_endproc
        .size   RhpRethrow, . - RhpRethrow

# void AsterismCaptureRegisters(Registers* rdi)
        .balign 16
        .global AsterismCaptureRegisters
        .type   AsterismCaptureRegisters, @function
AsterismCaptureRegisters:
        .cfi_startproc
        STORE_CALLER_REGISTERS rdi, 0
        ret
        .cfi_endproc
        .size   AsterismCaptureRegisters, . - AsterismCaptureRegisters

# void AsterismCallCatch(rdi exception, rsi handler, FuncletFrame* rdx): does not return. The frame begins with the
# registers of the method; its address at the top of the stack marks the place for walks that come out of the handler.
        .balign 16
        .global AsterismCallCatch
        .global AsterismCatchReturn
        .type   AsterismCallCatch, @function
AsterismCallCatch:
        .cfi_startproc
        PUSH_PRESERVED                          # never popped: for walks only
        push    rdx
        .cfi_adjust_cfa_offset 8
        LOAD_PRESERVED rdx
        call    rsi
AsterismCatchReturn:
        mov     rdx, [rsp]
        LOAD_PRESERVED rdx
        mov     rsp, [rdx + REG_RSP]            # everything below is gone now
        cmp     qword ptr gs:[CPU_CLOSED_BOTTOM], 0
        jne     1f
        jmp     rax
1:      push    rax                             # a stack overflow has been handled: arm the stack again
        pushfq
        cli
        lea     rdi, [rsp + 16]
        call    asterism_close_reserve
        popfq
        pop     rax
        jmp     rax
        .cfi_endproc
        .size   AsterismCallCatch, . - AsterismCallCatch

# void AsterismCallFinally(rdi handler, FuncletFrame* rsi)
        .balign 16
        .global AsterismCallFinally
        .global AsterismFinallyReturn
        .type   AsterismCallFinally, @function
AsterismCallFinally:
        .cfi_startproc
        PUSH_PRESERVED
        push    rsi
        .cfi_adjust_cfa_offset 8
        LOAD_PRESERVED rsi
        call    rdi
AsterismFinallyReturn:
        add     rsp, 8
        .cfi_adjust_cfa_offset -8
        POP_PRESERVED
        ret
        .cfi_endproc
        .size   AsterismCallFinally, . - AsterismCallFinally

# bool AsterismCallFilter(rdi exception, rsi filter, Registers* rdx): an ordinary call as far as walks are concerned.
        .balign 16
        .global AsterismCallFilter
        .type   AsterismCallFilter, @function
AsterismCallFilter:
        .cfi_startproc
        PUSH_PRESERVED
        sub     rsp, 8
        .cfi_adjust_cfa_offset 8
        LOAD_PRESERVED rdx
        call    rsi
        add     rsp, 8
        .cfi_adjust_cfa_offset -8
        POP_PRESERVED
        movzx   eax, al
        ret
        .cfi_endproc
        .size   AsterismCallFilter, . - AsterismCallFilter
