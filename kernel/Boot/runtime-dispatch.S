# Interface calls. A call site does `lea r11, cell; call [r11]` with the arguments in their registers, `this` in rdi;
# r10, r11 and rax are free. kernel/Runtime/Dispatch has the C# side and explains cells and cache entries.
#
# The order: the entry in the cell (one comparison), the cache of all sites, the search in C#. An entry in the cell that
# does not match stays there: at a site that sees many types replacing it each time would only bounce its cache line
# between CPUs.

        .intel_syntax noprefix

# struct DispatchCacheEntry
        .equ ENTRY_TYPE,        0
        .equ ENTRY_CODE,        8
        .equ ENTRY_SELECTOR,    16
        .equ ENTRY_NEXT,        24
        .equ ENTRY_SIZE,        32

        .equ UNRESOLVED,        3               # low bits of a cell's second word before its first use
        .equ BUCKET_COUNT,      4096
        .equ ENTRY_COUNT,       4096
        .global DispatchBucketCount, DispatchEntryCount
        .equ DispatchBucketCount, BUCKET_COUNT
        .equ DispatchEntryCount, ENTRY_COUNT

        .text
        .balign 64
        .global RhpInitialDynamicInterfaceDispatch
        .type   RhpInitialDynamicInterfaceDispatch, @function
RhpInitialDynamicInterfaceDispatch:
        .cfi_startproc
        mov     r10, [rdi]                      # a null `this` faults here, and the caller is where it is thrown
        mov     rax, [r11 + 8]
        test    al, UNRESOLVED
        jnz     resolve
        cmp     r10, [rax + ENTRY_TYPE]
        jne     other_type
        jmp     [rax + ENTRY_CODE]

# The bucket as in DispatchCache.Bucket: (type >> 3) + (selector >> 19) + selector * 61, in 32 bits.
other_type:
        mov     rax, [rax + ENTRY_SELECTOR]
        push    r11
        .cfi_adjust_cfa_offset 8
        push    rcx
        .cfi_adjust_cfa_offset 8
        mov     rcx, rax
        shr     rcx, 19
        mov     r11, r10
        shr     r11, 3
        add     ecx, r11d
        imul    r11d, eax, 61
        add     ecx, r11d
        and     ecx, BUCKET_COUNT - 1
        mov     r11, [dispatch_buckets + rcx * 8]
        pop     rcx
        .cfi_adjust_cfa_offset -8
        .cfi_remember_state
1:      test    r11, r11
        jz      not_cached
        cmp     r10, [r11 + ENTRY_TYPE]
        jne     2f
        cmp     rax, [r11 + ENTRY_SELECTOR]
        jne     2f
        add     rsp, 8
        .cfi_adjust_cfa_offset -8
        jmp     [r11 + ENTRY_CODE]
        .cfi_restore_state
2:      mov     r11, [r11 + ENTRY_NEXT]
        jmp     1b

not_cached:
        pop     r11
        .cfi_adjust_cfa_offset -8

# Into C# with all argument registers saved; then on to the method as if called directly.
resolve:
        sub     rsp, 56 + 128
        .cfi_adjust_cfa_offset 56 + 128
        mov     [rsp + 128], rdi
        mov     [rsp + 128 + 8], rsi
        mov     [rsp + 128 + 16], rdx
        mov     [rsp + 128 + 24], rcx
        mov     [rsp + 128 + 32], r8
        mov     [rsp + 128 + 40], r9
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7
        movups  [rsp + 16 * \n], xmm\n
        .endr
        mov     rdi, r10
        mov     rsi, r11
        call    AsterismResolveDispatch
        .irp    n, 0, 1, 2, 3, 4, 5, 6, 7
        movups  xmm\n, [rsp + 16 * \n]
        .endr
        mov     rdi, [rsp + 128]
        mov     rsi, [rsp + 128 + 8]
        mov     rdx, [rsp + 128 + 16]
        mov     rcx, [rsp + 128 + 24]
        mov     r8, [rsp + 128 + 32]
        mov     r9, [rsp + 128 + 40]
        add     rsp, 56 + 128
        .cfi_adjust_cfa_offset -(56 + 128)
        jmp     rax
        .cfi_endproc
        .size   RhpInitialDynamicInterfaceDispatch, . - RhpInitialDynamicInterfaceDispatch

        .bss
        .balign 64
        .global dispatch_buckets, dispatch_entries
dispatch_buckets:
        .skip   BUCKET_COUNT * 8
dispatch_entries:
        .skip   ENTRY_COUNT * ENTRY_SIZE
