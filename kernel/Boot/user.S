# Into user mode and back. EnterUser is a call that returns at the next trap:
#
#       int user_enter(UserRegisters* rdi, byte* sse rsi, TrapInfo* rdx)
#
# The user's registers are loaded from and stored to *rdi, xmm0-15 and mxcsr to *rsi (kernel code uses them; the rest of the
# vector and x87 state stays in the CPU until the task is switched). What happened is stored to *rdx.
# Called with interrupts off; they are off again when it returns.

        .intel_syntax noprefix
        .include "layout.inc"
        .include "percpu.inc"
        .include "frame.inc"
        .include "user.inc"

        .equ GENERAL_PROTECTION, 13
        .equ PAGE_FAULT, 14
        .equ FLAG_TRAP_OR_RESUME, 0x10100
        .equ FREE_FLAGS, 0x250dd5               # as in Ostd.User.UserMode: what users may change,
        .equ FIXED_FLAGS, 0x202                 # and what is always set: interrupts on
        .equ USER_HALF_BITS, 47

# A base outside the user half becomes 0; it might not be canonical, or look like the kernel's.
        .macro  SET_BASE msr, offset
        mov     rax, [rdi + \offset]
        mov     rdx, rax
        shr     rdx, USER_HALF_BITS
        jz      .Lbase\@
        xor     eax, eax
.Lbase\@:
        mov     rdx, rax
        shr     rdx, 32
        mov     ecx, \msr
        wrmsr
        .endm

        .text
        .balign 16
        .global user_enter
        .type   user_enter, @function
user_enter:
        push    rbp
        push    rbx
        push    r12
        push    r13
        push    r14
        push    r15
        push    rsi
        push    rdx
        mov     gs:[CPU_KERNEL_RSP], rsp
        mov     gs:[CPU_USER_REGISTERS], rdi

        # What could give the user power over the kernel, or fault on the way out, is loaded once and checked in its
        # register: another CPU may be writing to the registers in memory.
        mov     r8, [rdi + USER_RIP]
        mov     rax, r8
        shr     rax, USER_HALF_BITS
        jnz     bad_user_rip                    # the return would fault with the kernel's privilege
        mov     r9, [rdi + USER_RFLAGS]
        and     r9, FREE_FLAGS
        or      r9, FIXED_FLAGS

        LOAD_SSE rsi

        # Always, not only after a switch: user code may have zeroed a base by loading a null selector.
        SET_BASE MSR_FS_BASE, USER_FS_BASE
        SET_BASE MSR_KERNEL_GS_BASE, USER_GS_BASE

        mov     rcx, r8
        mov     r11, r9
        mov     rbx, [rdi + USER_RBX]
        mov     rdx, [rdi + USER_RDX]
        mov     rsi, [rdi + USER_RSI]
        mov     rbp, [rdi + USER_RBP]
        mov     r8, [rdi + USER_R8]
        mov     r9, [rdi + USER_R9]
        mov     r10, [rdi + USER_R10]
        mov     r12, [rdi + USER_R12]
        mov     r13, [rdi + USER_R13]
        mov     r14, [rdi + USER_R14]
        mov     r15, [rdi + USER_R15]

        # SYSRET takes rip from rcx and rflags from r11; it is usable when the user expects exactly that, as after a
        # system call. A set trap or resume flag needs IRET.
        cmp     rcx, [rdi + USER_RCX]
        jne     1f
        cmp     r11, [rdi + USER_R11]
        jne     1f
        test    r11d, FLAG_TRAP_OR_RESUME
        jnz     1f
        mov     rax, [rdi + USER_RAX]
        mov     rsp, [rdi + USER_RSP]
        mov     rdi, [rdi + USER_RDI]
        swapgs
        sysretq

1:      push    USER_DATA + 3
        push    [rdi + USER_RSP]
        push    r11
        push    USER_CODE + 3
        push    rcx
        mov     rax, [rdi + USER_RAX]
        mov     rcx, [rdi + USER_RCX]
        mov     r11, [rdi + USER_R11]
        mov     rdi, [rdi + USER_RDI]
        swapgs
        iretq

bad_user_rip:
        mov     ebx, GENERAL_PROTECTION
        xor     ecx, ecx
        xor     edx, edx
        jmp     user_left

# An exception or interrupt of user code, from traps.S. On the entry stack: vector, error code, rip, cs, rflags, rsp, ss.
        .global trap_from_user
        .type   trap_from_user, @function
trap_from_user:
        swapgs
        push    rdi
        mov     rdi, gs:[CPU_USER_REGISTERS]
        call    save_user_registers
        mov     [rdi + USER_RCX], rcx
        mov     [rdi + USER_R11], r11
        pop     [rdi + USER_RDI]
        pop     rbx                             # vector
        pop     rcx                             # error code
        pop     [rdi + USER_RIP]
        pop     rax                             # cs
        pop     [rdi + USER_RFLAGS]
        pop     [rdi + USER_RSP]
        mov     rdx, cr2
        mov     rsp, gs:[CPU_KERNEL_RSP]
        jmp     user_returned

# A system call: rip in rcx, rflags in r11, still the user's stack and GS base.
        .balign 16
        .global syscall_entry
        .type   syscall_entry, @function
syscall_entry:
        swapgs
        mov     gs:[CPU_SCRATCH], rsp
        mov     rsp, gs:[CPU_KERNEL_RSP]
        push    rdi
        mov     rdi, gs:[CPU_USER_REGISTERS]
        call    save_user_registers
        pop     [rdi + USER_RDI]
        mov     rax, gs:[CPU_SCRATCH]
        mov     [rdi + USER_RSP], rax
        mov     [rdi + USER_RCX], rcx
        mov     [rdi + USER_R11], r11
        mov     [rdi + USER_RIP], rcx
        mov     [rdi + USER_RFLAGS], r11
        mov     ebx, SYSCALL_VECTOR
        xor     ecx, ecx
        xor     edx, edx

user_returned:                                  # rbx = vector, rcx = error code, rdx = cr2, rsp as user_enter left it
        mov     rsi, [rsp + 8]
        SAVE_SSE rsi
        ldmxcsr default_mxcsr[rip]
user_left:
        mov     qword ptr gs:[CPU_USER_REGISTERS], 0
        pop     rax
        mov     [rax + TRAP_VECTOR], ebx
        mov     [rax + TRAP_ERROR], rcx
        mov     [rax + TRAP_ADDRESS], rdx
        pop     rsi
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbx
        pop     rbp
        ret

save_user_registers:                            # all but rcx, rdi, rsp, r11
        mov     [rdi + USER_RAX], rax
        mov     [rdi + USER_RBX], rbx
        mov     [rdi + USER_RDX], rdx
        mov     [rdi + USER_RSI], rsi
        mov     [rdi + USER_RBP], rbp
        mov     [rdi + USER_R8], r8
        mov     [rdi + USER_R9], r9
        mov     [rdi + USER_R10], r10
        mov     [rdi + USER_R12], r12
        mov     [rdi + USER_R13], r13
        mov     [rdi + USER_R14], r14
        mov     [rdi + USER_R15], r15
        ret
