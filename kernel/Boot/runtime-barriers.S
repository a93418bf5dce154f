# Small routines that compiled code calls.

        .intel_syntax noprefix
        .include "percpu.inc"

        .macro  LEAF name
        .balign 16
        .global \name
        .type   \name, @function
\name:
        .cfi_startproc
        .endm

        .macro  END_LEAF name
        .cfi_endproc
        .size   \name, . - \name
        .endm

        .text
# Stores of references. The collector needs no notice of them, so they are plain stores; a step after linking replaces the
# calls by the stores themselves, and these remain for what it does not see. A null destination faults here and is thrown
# in the caller.
LEAF RhpAssignRef                               # [rdi] = rsi
        mov     [rdi], rsi
        ret
END_LEAF RhpAssignRef

LEAF RhpCheckedAssignRef                        # [rdi] = rsi, rdi perhaps not in the heap
        mov     [rdi], rsi
        ret
END_LEAF RhpCheckedAssignRef

LEAF RhpByRefAssignRef                          # [rdi] = [rsi], both advanced; may clobber rcx, r10, r11
        mov     rcx, [rsi]
        mov     [rdi], rcx
        add     rdi, 8
        add     rsi, 8
        ret
END_LEAF RhpByRefAssignRef

# Touches every page between rsp and r11, the new stack pointer of a method with a large frame, so that a guard page cannot
# be jumped over. Preserves all registers. The build refuses an image in which a frame is that large (kernel/Tool/StackBounds.cs):
# this lets it come far enough to say which.
LEAF RhpStackProbe
        push    rax
        .cfi_adjust_cfa_offset 8
        lea     rax, [rsp + 16]                 # the caller's rsp
1:      sub     rax, 4096
        cmp     rax, r11
        jb      2f
        test    byte ptr [rax], 0
        jmp     1b
2:      test    byte ptr [r11], 0
        pop     rax
        .cfi_adjust_cfa_offset -8
        ret
END_LEAF RhpStackProbe

# Places where compiled code could be stopped. Here CPUs are stopped by interrupts, so these do nothing.
LEAF RhpGcPoll
        ret
END_LEAF RhpGcPoll

# Entry from foreign code, which there is none of: named by a start-up method the compiler makes up and nobody calls.
LEAF RhpReversePInvoke
        ret
END_LEAF RhpReversePInvoke

LEAF RhpReversePInvokeReturn
        ret
END_LEAF RhpReversePInvokeReturn

# nint AsterismDisableInterrupts(): the flags as they were
LEAF AsterismDisableInterrupts
        pushfq
        .cfi_adjust_cfa_offset 8
        pop     rax
        .cfi_adjust_cfa_offset -8
        cli
        ret
END_LEAF AsterismDisableInterrupts

# void AsterismRestoreInterrupts(rdi flags): on again, if they were
LEAF AsterismRestoreInterrupts
        test    edi, 1 << 9
        jz      1f
        sti
1:      ret
END_LEAF AsterismRestoreInterrupts

# nint AsterismCurrentTask(): the object bound to this CPU, which is its running task; before there are tasks, the CPU
LEAF AsterismCurrentTask
        mov     rax, gs:[CPU_LOCAL]
        test    rax, rax
        cmovz   rax, gs:[CPU_SELF]
        ret
END_LEAF AsterismCurrentTask

LEAF AsterismSpinPause
        pause
        ret
END_LEAF AsterismSpinPause

# void AsterismHalt(): for ever
LEAF AsterismHalt
1:      cli
        hlt
        jmp     1b
END_LEAF AsterismHalt

        .section .rodata
        .balign 8
        .global RhpTrapThreads
RhpTrapThreads:
        .long   0                               # nobody is ever trapped at a poll
        .long   0

        .global __security_cookie
__security_cookie:
        .quad   0x2b992ddfa232                  # between stack buffers and return addresses; overruns are not possible in safe code
