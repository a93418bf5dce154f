# Allocation as compiled code asks for it. The fast path takes a slot from this CPU's free list for the size, without
# locks and with interrupts on.
#
# Slots: heads at gs:[CPU_FREE_SLOTS], one list for every 16 bytes of size. A slot in a list is a finished block but for its
# type: header word = allocated, all else zero, except that the word of the type links to the next slot. So the instruction
# that takes it off the list need not be followed by more than the store of the type, and a collector that stops the CPU
# between the two sees an allocated block whose type is not inside the image: it has no references yet.
#
# Read head, read link, write head must happen on one CPU with nobody between. Each of the two routines has a range of
# instructions the last of which is the write. A trap that interrupts inside the range sets the interrupted rip back to its
# start (restartable_code); the registers that it starts from, rdi, rsi and rax, are kept in it.

        .intel_syntax noprefix
        .include "percpu.inc"

        .equ TYPE_FLAGS,        0               # MethodTable
        .equ TYPE_BASE_SIZE,    4
        .equ SLOT_LINK,         8               # of a block: where the type will be
        .equ BLOCK_LENGTH,      16              # of arrays and strings
        .equ LARGEST_SLOT,      16 * CPU_FREE_CLASSES

        .text
# object RhpNewFast(MethodTable* rdi)
        .balign 16
        .global RhpNewFast
        .type   RhpNewFast, @function
RhpNewFast:
        .cfi_startproc
        mov     eax, [rdi + TYPE_BASE_SIZE]
        add     eax, 15
        shr     eax, 4
        cmp     eax, CPU_FREE_CLASSES
        ja      1f
new_object_restart:
        mov     rdx, gs:[CPU_FREE_SLOTS - 8 + rax * 8]
        test    rdx, rdx
        jz      1f
        mov     rcx, [rdx + SLOT_LINK]
        mov     gs:[CPU_FREE_SLOTS - 8 + rax * 8], rcx
new_object_committed:
        mov     [rdx + SLOT_LINK], rdi
        lea     rax, [rdx + 8]
        ret
1:      jmp     AsterismNewObject
        .cfi_endproc
        .size   RhpNewFast, . - RhpNewFast

# object RhpNewArrayFast(MethodTable* rdi, nint rsi length)
        .balign 16
        .global RhpNewArrayFast
        .global RhpNewPtrArrayFast
        .type   RhpNewArrayFast, @function
        .type   RhpNewPtrArrayFast, @function
RhpNewArrayFast:
RhpNewPtrArrayFast:
        .cfi_startproc
        cmp     rsi, LARGEST_SLOT               # unsigned: negative lengths are C#'s to refuse
        ja      1f
        movzx   eax, word ptr [rdi + TYPE_FLAGS]
        imul    eax, esi
        add     eax, [rdi + TYPE_BASE_SIZE]
        add     eax, 15
        shr     eax, 4
        cmp     eax, CPU_FREE_CLASSES
        ja      1f
new_array_restart:
        mov     rdx, gs:[CPU_FREE_SLOTS - 8 + rax * 8]
        test    rdx, rdx
        jz      1f
        mov     rcx, [rdx + SLOT_LINK]
        mov     gs:[CPU_FREE_SLOTS - 8 + rax * 8], rcx
new_array_committed:
        mov     [rdx + BLOCK_LENGTH], esi       # before the type: with it, the length counts
        mov     [rdx + SLOT_LINK], rdi
        lea     rax, [rdx + 8]
        ret
1:      jmp     AsterismNewArray
        .cfi_endproc
        .size   RhpNewArrayFast, . - RhpNewArrayFast

# Pairs of {first instruction, first instruction after}; zero ends them: kernel/Runtime/Allocation/RestartableCode.cs.
        .section .rodata
        .balign 8
        .global restartable_code
restartable_code:
        .quad   new_object_restart, new_object_committed
        .quad   new_array_restart, new_array_committed
        .quad   0, 0
