# Block moves and fills for whole pages and buffers. Wide plain stores: string instructions cost a loop iteration each under emulation.

        .intel_syntax noprefix

        .text
# void memory_copy(void* rdi destination, void* rsi source, nuint rdx length): no overlap
        .balign 16
        .global memory_copy
        .type   memory_copy, @function
memory_copy:
        cmp     rdx, 64
        jb      2f
1:      movups  xmm0, [rsi]
        movups  xmm1, [rsi + 16]
        movups  xmm2, [rsi + 32]
        movups  xmm3, [rsi + 48]
        movups  [rdi], xmm0
        movups  [rdi + 16], xmm1
        movups  [rdi + 32], xmm2
        movups  [rdi + 48], xmm3
        add     rsi, 64
        add     rdi, 64
        sub     rdx, 64
        cmp     rdx, 64
        jae     1b
2:      cmp     rdx, 8
        jb      4f
3:      mov     rax, [rsi]
        mov     [rdi], rax
        add     rsi, 8
        add     rdi, 8
        sub     rdx, 8
        cmp     rdx, 8
        jae     3b
4:      test    rdx, rdx
        jz      6f
5:      mov     al, [rsi]
        mov     [rdi], al
        inc     rsi
        inc     rdi
        dec     rdx
        jnz     5b
6:      ret

# void memory_fill(void* rdi destination, byte sil, nuint rdx length)
        .balign 16
        .global memory_fill
        .type   memory_fill, @function
memory_fill:
        movzx   eax, sil
        movabs  rcx, 0x0101010101010101
        imul    rax, rcx
        cmp     rdx, 64
        jb      2f
        movq    xmm0, rax
        punpcklqdq xmm0, xmm0
1:      movups  [rdi], xmm0
        movups  [rdi + 16], xmm0
        movups  [rdi + 32], xmm0
        movups  [rdi + 48], xmm0
        add     rdi, 64
        sub     rdx, 64
        cmp     rdx, 64
        jae     1b
2:      cmp     rdx, 8
        jb      4f
3:      mov     [rdi], rax
        add     rdi, 8
        sub     rdx, 8
        cmp     rdx, 8
        jae     3b
4:      test    rdx, rdx
        jz      6f
5:      mov     [rdi], al
        inc     rdi
        dec     rdx
        jnz     5b
6:      ret
