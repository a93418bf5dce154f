# sigreturn CASE: a user program that makes a signal frame which no handler was given, and returns through it. Each case, a letter,
# asks for something that only the kernel may have; SignalReturnTests.cs says what must become of it. Status 0: the program went on
# with harmless flags and segments; 1 to 3: with others; 4: the call came back.

        .intel_syntax noprefix

        .equ RT_SIGRETURN, 15
        .equ MMAP, 9
        .equ GETPID, 39
        .equ EXIT_GROUP, 231

        .equ REGISTERS, 48                      # struct rt_sigframe, as Services/Signals/SignalFrame.cs describes it
        .equ FRAME_RSP, REGISTERS + 120
        .equ FRAME_RIP, REGISTERS + 128
        .equ FRAME_FLAGS, REGISTERS + 136
        .equ FRAME_SEGMENTS, REGISTERS + 144
        .equ FRAME_IMAGE, REGISTERS + 184
        .equ FRAME_SIZE, 312

        .equ USER_CODE, 0x33                    # as on Linux
        .equ USER_STACK, 0x2b
        .equ INTERRUPTS, 0x200
        .equ TRAP, 0x100
        .equ IO_PRIVILEGE, 0x3000
        .equ NEVER, 0x1a7000                    # I/O privilege, nested task, virtual 8086 mode, virtual interrupts
        .equ NONCANONICAL, 0x0000800000000000
        .equ KERNEL, 0xffff800000100000
        .equ USER_END, 0x00007ffffffff000

        .macro  SET field, value
        mov     rax, \value
        mov     frame[rip + \field], rax
        .endm

        .macro  SET_ADDRESS field, place
        lea     rax, \place[rip]
        mov     frame[rip + \field], rax
        .endm

        .text
        .global _start
_start:
        mov     rsi, [rsp + 16]
        movzx   ebx, byte ptr [rsi]
        sub     ebx, 'a'
        SET_ADDRESS FRAME_RIP, goes_on
        SET_ADDRESS FRAME_RSP, stack_top
        SET     FRAME_FLAGS, INTERRUPTS
        SET     FRAME_SEGMENTS, 0x002b000000000033
        lea     rbp, frame[rip + 8]             # the restorer's return address lies below
        lea     rax, cases[rip]
        jmp     [rax + rbx * 8]

return:
        mov     rsp, rbp
        mov     eax, RT_SIGRETURN
        syscall
        mov     edi, 4
exit:
        mov     eax, EXIT_GROUP
        syscall

goes_on:
        mov     edi, 1
        mov     eax, cs
        cmp     eax, USER_CODE                  # with the user's privilege level
        jne     exit
        mov     eax, ss
        cmp     eax, USER_STACK
        jne     exit
        pushfq
        pop     rax
        mov     edi, 2
        test    eax, NEVER
        jnz     exit
        mov     edi, 3
        test    eax, INTERRUPTS
        jz      exit
        xor     edi, edi
        jmp     exit

privilege_cli:
        SET_ADDRESS FRAME_RIP, cli_here
        jmp     with_privilege
privilege_sti:
        SET_ADDRESS FRAME_RIP, sti_here
        jmp     with_privilege
privilege_in:
        SET_ADDRESS FRAME_RIP, in_here
        jmp     with_privilege
privilege_out:
        SET_ADDRESS FRAME_RIP, out_here
with_privilege:
        SET     FRAME_FLAGS, IO_PRIVILEGE | INTERRUPTS
        jmp     return

cli_here:
        cli
        jmp     goes_on
sti_here:
        sti
        jmp     goes_on
in_here:
        mov     edx, 0x70
        in      al, dx
        jmp     goes_on
out_here:
        mov     edx, 0xf4
        out     dx, al
        jmp     goes_on
push_here:
        push    rax
        lea     rsp, stack_top[rip]
        jmp     goes_on

rip_noncanonical:
        SET     FRAME_RIP, NONCANONICAL
        jmp     return
rip_kernel:
        SET     FRAME_RIP, KERNEL
        jmp     return
rip_user_end:
        SET     FRAME_RIP, USER_END
        jmp     return

# A system call in the last two bytes of the user half: it would return to an address behind, or, a page later, to one that is
# not canonical.
call_at_the_end:
        mov     rdi, USER_END - 4096
        mov     esi, 4096
        mov     edx, 7
        mov     r10d, 0x32                      # private, fixed, anonymous
        mov     r8, -1
        xor     r9d, r9d
        mov     eax, MMAP
        syscall
        mov     rbx, USER_END - 4096
        cmp     rax, rbx
        mov     edi, 3
        jne     exit
        mov     word ptr [rbx + 4094], 0x050f
        lea     rbx, [rbx + 4094]
        mov     eax, GETPID
        jmp     rbx

kernel_segments:
        SET     FRAME_SEGMENTS, 0x0018000000000010
        jmp     return
every_flag:
        SET     FRAME_FLAGS, ~TRAP
        jmp     return
no_flag:
        SET     FRAME_FLAGS, 0
        jmp     return
never_flags:
        SET     FRAME_FLAGS, NEVER
        jmp     return
trap_flag:
        SET     FRAME_FLAGS, TRAP | INTERRUPTS
        jmp     return
rsp_noncanonical:
        SET     FRAME_RSP, NONCANONICAL
        SET_ADDRESS FRAME_RIP, push_here
        jmp     return
image_of_ones:
        SET_ADDRESS FRAME_IMAGE, ones
        jmp     return
image_in_kernel:
        SET     FRAME_IMAGE, KERNEL
        jmp     return
frame_in_kernel:
        mov     rbp, KERNEL
        jmp     return

        .section .rodata
        .balign 8
cases:
        .quad   privilege_cli, privilege_sti, privilege_in, privilege_out               # a b c d
        .quad   rip_noncanonical, rip_kernel, rip_user_end, call_at_the_end             # e f g h
        .quad   kernel_segments, every_flag, no_flag, never_flags, trap_flag            # i j k l m
        .quad   rsp_noncanonical, image_of_ones, image_in_kernel, frame_in_kernel       # n o p q
        .balign 64
ones:
        .fill   4096, 1, 0xff

        .bss
        .balign 16
frame:
        .skip   FRAME_SIZE
        .balign 16
        .skip   4096
stack_top:
