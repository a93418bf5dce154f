# The first instructions. QEMU finds pvh_entry through the Xen note and jumps to it in 32-bit protected mode,
# paging off, with EBX = physical address of hvm_start_info. From here to 64-bit code at -2 GiB, then to C#.
#
# The tables below are constants: nothing has to be computed before paging is on. They give
#   - the first GiB at its own address (only for the few instructions between the two worlds; dropped in C#),
#   - the first GiB at KERNEL_BASE (the image), and
#   - the first 4 GiB at LINEAR_BASE, not executable.
# Ostd replaces them by tables in which nothing is both writable and executable. Of the control registers only what these
# steps and C# code need is set here; Ostd/Boot/CpuControl.cs gives all of them their final values.

        .intel_syntax noprefix
        .include "layout.inc"

        .equ PRESENT_WRITE, 0x3
        .equ LARGE,         0x80
        .equ NX,            1 << 63

        .section .note.Xen, "a", @note
        .long   4, 8, 18                        # name size, descriptor size, XEN_ELFNOTE_PHYS32_ENTRY
        .asciz  "Xen"
        .quad   pvh_entry - KERNEL_BASE

        .section .boot.text, "ax"
        .code32
        .global pvh_entry
        .type   pvh_entry, @function
pvh_entry:
        cld
        mov     eax, offset boot_pml4 - KERNEL_BASE
        mov     cr3, eax
        mov     eax, cr4
        or      eax, 0x620                      # PAE, OSFXSR, OSXMMEXCPT
        mov     cr4, eax
        mov     ecx, MSR_EFER
        rdmsr
        or      eax, 0x900                      # LME, NXE
        wrmsr
        mov     eax, 0x80000033                 # PG, NE, ET, MP, PE; EM and TS clear: ILC's code uses SSE
        mov     cr0, eax
        lgdt    [boot_gdt_pointer32 - KERNEL_BASE]
        ljmp    KERNEL_CODE, offset entry64 - KERNEL_BASE

        .code64
entry64:
        movabs  rax, offset entry_high
        jmp     rax
entry_high:
        lgdt    boot_gdt_pointer[rip]
        mov     eax, KERNEL_DATA
        mov     ss, eax
        xor     eax, eax
        mov     ds, eax
        mov     es, eax
        mov     fs, eax
        mov     gs, eax
        lea     rsp, boot_stack_top[rip]
        xor     ebp, ebp
        mov     edi, ebx
        lea     rsi, boot_stack_bottom[rip]
        mov     rdx, rsp
        call    asterism_start
1:      cli
        hlt
        jmp     1b

        .section .rodata
        .balign 8
boot_gdt:
        .quad   0, 0
        .quad   0x00af9b000000ffff              # KERNEL_CODE: 64-bit, ring 0
        .quad   0x00cf93000000ffff              # KERNEL_DATA
boot_gdt_end:
boot_gdt_pointer32:
        .word   boot_gdt_end - boot_gdt - 1
        .long   boot_gdt - KERNEL_BASE
boot_gdt_pointer:
        .word   boot_gdt_end - boot_gdt - 1
        .quad   boot_gdt

        .section .data
        .balign 4096
        .global boot_pml4
boot_pml4:
        .quad   boot_pdpt_image - KERNEL_BASE + PRESENT_WRITE   # identity: entry 0 of the same PDPT
        .fill   255, 8, 0
        .quad   boot_pdpt_linear - KERNEL_BASE + PRESENT_WRITE
        .fill   254, 8, 0
        .quad   boot_pdpt_image - KERNEL_BASE + PRESENT_WRITE
boot_pdpt_image:
        .quad   boot_pd_image - KERNEL_BASE + PRESENT_WRITE
        .fill   509, 8, 0
        .quad   boot_pd_image - KERNEL_BASE + PRESENT_WRITE     # -2 GiB
        .quad   0
boot_pdpt_linear:
        .quad   boot_pd_linear - KERNEL_BASE + PRESENT_WRITE
        .quad   boot_pd_linear - KERNEL_BASE + PRESENT_WRITE + 0x1000
        .quad   boot_pd_linear - KERNEL_BASE + PRESENT_WRITE + 0x2000
        .quad   boot_pd_linear - KERNEL_BASE + PRESENT_WRITE + 0x3000
        .fill   508, 8, 0
boot_pd_image:
        .set    page, 0
        .rept   512
        .quad   page + LARGE + PRESENT_WRITE
        .set    page, page + 0x200000
        .endr
boot_pd_linear:
        .set    page, 0
        .rept   2048
        .quad   NX + page + LARGE + PRESENT_WRITE
        .set    page, page + 0x200000
        .endr

        .section .bss
        .balign 4096
boot_stack_bottom:
        .skip   65536
        .global boot_stack_top
boot_stack_top:
