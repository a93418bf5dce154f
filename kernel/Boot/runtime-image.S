# Addresses for C#, which cannot name a symbol of the linker or of these stubs: struct ImageLayout in
# kernel/Runtime/Startup/ImageLayout.cs, in the same order.

        .intel_syntax noprefix

        .weak   __symbols_start, __symbols_end  # zero in an image without symbol table
        .section .rodata
        .balign 8
image_layout:
        .quad   __image_start, __image_end
        .quad   __text_start, __text_end
        .quad   __eh_frame_hdr
        .quad   __modules_start
        .quad   __symbols_start, __symbols_end
        .quad   AsterismCatchReturn, AsterismFinallyReturn
        .quad   dispatch_buckets, dispatch_entries
        .long   DispatchBucketCount, DispatchEntryCount
        .quad   restartable_code
        .quad   __data_start, __data_end

        .text
        .balign 16
        .global AsterismImageLayout
        .type   AsterismImageLayout, @function
AsterismImageLayout:
        .cfi_startproc
        lea     rax, image_layout[rip]
        ret
        .cfi_endproc
        .size   AsterismImageLayout, . - AsterismImageLayout
