# The table that postlink wrote about the image linked without it.
        .section .symbols, "a"
        .incbin "symbols.bin"
