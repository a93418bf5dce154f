# The offsets that the stubs use, for kernel/Metal/LayoutChecks.cs to compare, in its order.

        .intel_syntax noprefix
        .include "percpu.inc"
        .include "frame.inc"
        .include "user.inc"

        .text
        .balign 16
        .global stub_layout
        .type   stub_layout, @function
stub_layout:
        lea     rax, offsets[rip]
        ret

        .section .rodata
        .balign 4
offsets:
        .long   CPU_SELF, CPU_INDEX, CPU_LOCAL, CPU_KERNEL_RSP, CPU_USER_REGISTERS, CPU_SCRATCH
        .long   CPU_STACK_BOTTOM, CPU_STACK_TOP, CPU_STACK_GUARD, CPU_CLOSED_BOTTOM, CPU_FREE_SLOTS, CPU_BLOCK_SIZE
        .long   FRAME_MXCSR, FRAME_R15, FRAME_RAX, FRAME_VECTOR, FRAME_RIP, FRAME_SIZE
        .long   USER_RAX, USER_RDI, USER_RSP, USER_R15, USER_RIP, USER_RFLAGS, USER_FS_BASE, USER_GS_BASE
        .long   TRAP_VECTOR, TRAP_ERROR, TRAP_ADDRESS, SYSCALL_VECTOR
