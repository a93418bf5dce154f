# Kernel contexts: a suspended execution is its stack pointer, with the callee-saved registers on its stack.
# ILC's code keeps nothing in xmm registers across a call, so there is nothing else to save.

        .intel_syntax noprefix

        .text
        .balign 16
# void context_switch(nuint* rdi saveHere, nuint rsi resume)
        .global context_switch
        .type   context_switch, @function
context_switch:
        push    rbp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        mov     [rdi], rsp
        mov     rsp, rsi
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret

# The first return of a new context arrives here (Contexts.cs lays out its stack): rsp is 16-byte aligned.
        .global context_start
        .type   context_start, @function
context_start:
        xor     ebp, ebp
        call    asterism_task_start
        ud2                                     # a task's body never returns

# void with_spilled_registers(delegate* rdi, void* rsi argument): calls rdi(rsp, rsi) with every callee-saved register on the stack
        .global spill_registers
        .type   spill_registers, @function
spill_registers:
        push    rbp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        push    rsi                             # keeps the stack aligned, and the argument visible
        mov     rax, rdi
        mov     rdi, rsp
        call    rax
        pop     rsi
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret
