# Privileged instructions as functions: what kernel/Metal/Instructions.cs declares, in the same order. Arguments and results
# as in the System V convention: edi, esi, edx -> rax.

        .intel_syntax noprefix
        .include "percpu.inc"

        .equ CR4_SMAP, 21

        .macro  FUNCTION name
        .balign 16
        .global \name
        .type   \name, @function
\name:
        .endm

        .text
FUNCTION port_in8
        mov     edx, edi
        xor     eax, eax
        in      al, dx
        ret
FUNCTION port_in16
        mov     edx, edi
        xor     eax, eax
        in      ax, dx
        ret
FUNCTION port_in32
        mov     edx, edi
        in      eax, dx
        ret
FUNCTION port_out8
        mov     edx, edi
        mov     eax, esi
        out     dx, al
        ret
FUNCTION port_out16
        mov     edx, edi
        mov     eax, esi
        out     dx, ax
        ret
FUNCTION port_out32
        mov     edx, edi
        mov     eax, esi
        out     dx, eax
        ret

FUNCTION mmio_read8
        movzx   eax, byte ptr [rdi]
        ret
FUNCTION mmio_read16
        movzx   eax, word ptr [rdi]
        ret
FUNCTION mmio_read32
        mov     eax, [rdi]
        ret
FUNCTION mmio_read64
        mov     rax, [rdi]
        ret
FUNCTION mmio_write8
        mov     [rdi], sil
        ret
FUNCTION mmio_write16
        mov     [rdi], si
        ret
FUNCTION mmio_write32
        mov     [rdi], esi
        ret
FUNCTION mmio_write64
        mov     [rdi], rsi
        ret

FUNCTION read_cr0
        mov     rax, cr0
        ret
FUNCTION write_cr0
        mov     cr0, rdi
        ret
FUNCTION read_cr2
        mov     rax, cr2
        ret
FUNCTION read_cr3
        mov     rax, cr3
        ret
FUNCTION write_cr3
        mov     cr3, rdi
        ret
FUNCTION read_cr4
        mov     rax, cr4
        ret
FUNCTION write_cr4
        bt      edi, CR4_SMAP                   # the user copies must open their window from now on
        setc    smap_enabled[rip]
        mov     cr4, rdi
        ret
FUNCTION invalidate_page
        invlpg  [rdi]
        ret
FUNCTION read_msr
        mov     ecx, edi
        rdmsr
        shl     rdx, 32
        or      rax, rdx
        ret
FUNCTION write_msr
        mov     ecx, edi
        mov     eax, esi
        mov     rdx, rsi
        shr     rdx, 32
        wrmsr
        ret
FUNCTION read_xcr0
        xor     ecx, ecx
        xgetbv
        shl     rdx, 32
        or      rax, rdx
        ret
FUNCTION write_xcr0
        xor     ecx, ecx
        mov     eax, edi
        mov     rdx, rdi
        shr     rdx, 32
        xsetbv
        ret

# void cpu_id(uint edi leaf, uint esi subleaf, uint* rdx four results)
FUNCTION cpu_id
        push    rbx
        mov     r8, rdx
        mov     eax, edi
        mov     ecx, esi
        cpuid
        mov     [r8], eax
        mov     [r8 + 4], ebx
        mov     [r8 + 8], ecx
        mov     [r8 + 12], edx
        pop     rbx
        ret

FUNCTION read_flags
        pushfq
        pop     rax
        ret
FUNCTION interrupts_off
        cli
        ret
FUNCTION interrupts_on
        sti
        ret
FUNCTION interrupts_on_and_halt
        sti                                     # takes effect after the next instruction, so that no wake-up comes between
        hlt
        ret
FUNCTION halt_for_ever
        cli
1:      hlt
        jmp     1b
FUNCTION cpu_pause
        pause
        ret
FUNCTION memory_fence
        lock or dword ptr [rsp], 0              # cheaper than mfence, and as strong for memory that is cached
        ret
FUNCTION flush_cache_line
        clflush [rdi]
        ret
FUNCTION read_tsc
        rdtsc
        shl     rdx, 32
        or      rax, rdx
        ret

# int try_random(ulong* rdi): 1 when the hardware source had a value
FUNCTION try_random
        rdrand  rdx
        setc    al
        movzx   eax, al
        mov     [rdi], rdx
        ret

# The executing CPU's block; its index; its framework state (an object).
FUNCTION cpu_block
        mov     rax, gs:[CPU_SELF]
        ret
FUNCTION cpu_index
        mov     eax, gs:[CPU_INDEX]
        ret
FUNCTION cpu_local
        mov     rax, gs:[CPU_LOCAL]
        ret

# Entry points that C# writes into gates and registers.
FUNCTION trap_stubs_address
        lea     rax, trap_stubs[rip]
        ret
FUNCTION syscall_entry_address
        lea     rax, syscall_entry[rip]
        ret
FUNCTION context_start_address
        lea     rax, context_start[rip]
        ret
FUNCTION fixups_start
        lea     rax, __fixups_start[rip]
        ret
FUNCTION fixups_end
        lea     rax, __fixups_end[rip]
        ret

FUNCTION load_gdt
        lgdt    [rdi]
        ret
FUNCTION load_idt
        lidt    [rdi]
        ret
FUNCTION load_task_register
        ltr     di
        ret

# void extended_save(void* rdi area, ulong rsi components) and back; the area is 64-byte aligned
FUNCTION extended_save
        mov     eax, esi
        mov     rdx, rsi
        shr     rdx, 32
        xsave64 [rdi]
        ret
FUNCTION extended_restore
        mov     eax, esi
        mov     rdx, rsi
        shr     rdx, 32
        xrstor64 [rdi]
        ret
