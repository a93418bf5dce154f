# Access to user memory, the only code that may touch it. SMAP is on where the CPU has it: stac opens the window, clac closes it.
#
# Any access below may fault. Traps.cs first asks Ostd to resolve the fault and retries; when that fails, it looks the
# instruction up in .fixups {first, end, resume} and continues at the last. A fault in the wide loop continues in the
# byte loop, which then ends at the very byte: the count returned is exact.

        .intel_syntax noprefix
        .include "smap.inc"

        .macro  FIXUP first, end, resume
        .pushsection .fixups, "a", @progbits
        .quad   \first, \end, \resume
        .popsection
        .endm

        .text
# nuint user_copy(void* rdi destination, void* rsi source, nuint rdx length): bytes copied. Either side may be the user's.
        .balign 16
        .global user_copy
        .type   user_copy, @function
user_copy:
        OPEN_USER
        mov     r8, rdx
        cmp     rdx, 32
        jb      2f
        .balign 16
1:      mov     rax, [rsi]
        mov     rcx, [rsi + 8]
        mov     r9, [rsi + 16]
        mov     r10, [rsi + 24]
        mov     [rdi], rax
        mov     [rdi + 8], rcx
        mov     [rdi + 16], r9
        mov     [rdi + 24], r10
        add     rsi, 32
        add     rdi, 32
        sub     rdx, 32
        cmp     rdx, 32
        jae     1b
2:      test    rdx, rdx
        jz      4f
3:      mov     al, [rsi]
        mov     [rdi], al
        inc     rsi
        inc     rdi
        dec     rdx
        jnz     3b
4:      CLOSE_USER
        mov     rax, r8
        sub     rax, rdx
        ret
        FIXUP   1b, 2b, 2b
        FIXUP   3b, 4b, 4b

# nuint user_fill(void* rdi destination, byte sil, nuint rdx length): bytes written
        .balign 16
        .global user_fill
        .type   user_fill, @function
user_fill:
        OPEN_USER
        mov     r8, rdx
        movzx   eax, sil
        movabs  rcx, 0x0101010101010101
        imul    rax, rcx
        cmp     rdx, 32
        jb      2f
1:      mov     [rdi], rax
        mov     [rdi + 8], rax
        mov     [rdi + 16], rax
        mov     [rdi + 24], rax
        add     rdi, 32
        sub     rdx, 32
        cmp     rdx, 32
        jae     1b
2:      test    rdx, rdx
        jz      4f
3:      mov     [rdi], al
        inc     rdi
        dec     rdx
        jnz     3b
4:      CLOSE_USER
        mov     rax, r8
        sub     rax, rdx
        ret
        FIXUP   1b, 2b, 2b
        FIXUP   3b, 4b, 4b

# int user_compare_exchange(uint* rdi, uint esi value, uint edx comparand, uint* rcx old): 1, or 0 after a fault
        .balign 16
        .global user_compare_exchange
        .type   user_compare_exchange, @function
user_compare_exchange:
        OPEN_USER
        mov     eax, edx
1:      lock cmpxchg [rdi], esi
2:      mov     [rcx], eax
        mov     eax, 1
        jmp     4f
3:      xor     eax, eax
4:      CLOSE_USER
        ret
        FIXUP   1b, 2b, 3b

        .data
        .global smap_enabled
smap_enabled:
        .byte   0
