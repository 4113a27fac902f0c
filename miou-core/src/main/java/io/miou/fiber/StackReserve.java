package io.miou.fiber;

/**
 * Checks that enough stack is left for an operation of the scheduler that has several steps, such as to list a child
 * and to send it. A stack overflow between two steps would lose a task, or a domain (ADR 96). Java cannot ask how much
 * stack is left, but it can try. Any thread.
 */
public final class StackReserve {

    /*
     * The JVM checks the stack when it enters a method, for the whole frame of the method. So a call of a method with a
     * large frame is the cheapest way to try: `enter` takes 4 KiB, about 40 frames of the interpreter, in 2 ns.
     *
     * What makes the frame large:
     * - in the interpreter: the local variables, which are never used;
     * - in compiled code: room for the arguments of `fill`, whether it is called or not.
     *
     * The server compiler would leave out a call that was never made, and its room. So there is `fills`, which is true
     * now and then. The server compiler does not compile a method that makes a call with that many arguments. It leaves
     * the method to the client compiler, which leaves nothing out. It would not compile the callers either if `enter`
     * were inlined: so `enter` has more than 325 bytes of code.
     */

    private StackReserve() {
    }

    /**
     * Checks that there is stack for an operation of the scheduler.
     *
     * @throws StackOverflowError if there is too little left
     */
    public static void require() {
        require(false);
    }

    /**
     * Checks as {@link #require()} does; for the most frequent callers.
     *
     * @param fills true once in some hundred calls
     * @throws StackOverflowError if there is too little left
     */
    public static void require(boolean fills) {
        if (enter(0, 0, fills) != 0) {
            throw new AssertionError("cannot happen: zeros are added");
        }
    }

    /**
     * Checks for twice as much stack as {@link #require()}: for operations that also call the JDK's scheduler or a
     * backend.
     *
     * @throws StackOverflowError if there is too little left
     */
    public static void requireMuch() {
        if (enter(0, 1, false) != 0) {
            throw new AssertionError("cannot happen: zeros are added");
        }
    }

    @SuppressWarnings({"unused", "UnusedVariable"})
    private static int enter(int z, int more, boolean fills) {
        long l0, l1, l2, l3, l4, l5, l6, l7, l8, l9, l10, l11, l12, l13, l14, l15, l16, l17, l18, l19, l20, l21,
                l22, l23, l24, l25, l26, l27, l28, l29, l30, l31, l32, l33, l34, l35, l36, l37, l38, l39, l40, l41,
                l42, l43, l44, l45, l46, l47, l48, l49, l50, l51, l52, l53, l54, l55, l56, l57, l58, l59, l60, l61,
                l62, l63, l64, l65, l66, l67, l68, l69, l70, l71, l72, l73, l74, l75, l76, l77, l78, l79, l80, l81,
                l82, l83, l84, l85, l86, l87, l88, l89, l90, l91, l92, l93, l94, l95, l96, l97, l98, l99, l100,
                l101, l102, l103, l104, l105, l106, l107, l108, l109, l110, l111, l112, l113, l114, l115, l116,
                l117, l118, l119, l120, l121, l122, l123, l124, l125, l126, l127, l128, l129, l130, l131, l132,
                l133, l134, l135, l136, l137, l138, l139, l140, l141, l142, l143, l144, l145, l146, l147, l148,
                l149, l150, l151, l152, l153, l154, l155, l156, l157, l158, l159, l160, l161, l162, l163, l164,
                l165, l166, l167, l168, l169, l170, l171, l172, l173, l174, l175, l176, l177, l178, l179, l180,
                l181, l182, l183, l184, l185, l186, l187, l188, l189, l190, l191, l192, l193, l194, l195, l196,
                l197, l198, l199, l200, l201, l202, l203, l204, l205, l206, l207, l208, l209, l210, l211, l212,
                l213, l214, l215, l216, l217, l218, l219, l220, l221, l222, l223, l224, l225, l226, l227, l228,
                l229, l230, l231, l232, l233, l234, l235, l236, l237, l238, l239, l240, l241, l242, l243, l244,
                l245, l246, l247, l248, l249;
        if (fills) {
            return fill(
                    z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                    z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                    z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                    z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                    z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                    z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                    z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                    z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z)
                    + fill(
                            z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                            z,
                            z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                            z,
                            z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                            z,
                            z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                            z,
                            z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                            z,
                            z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                            z,
                            z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z,
                            z,
                            z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z, z);
        }
        return more == 0 ? z : enter(z, more - 1, false);
    }

    @SuppressWarnings({"unused", "TooManyParameters"})
    private static int fill(
            int a0, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11,
            int a12, int a13, int a14, int a15, int a16, int a17, int a18, int a19, int a20, int a21, int a22,
            int a23, int a24, int a25, int a26, int a27, int a28, int a29, int a30, int a31, int a32, int a33,
            int a34, int a35, int a36, int a37, int a38, int a39, int a40, int a41, int a42, int a43, int a44,
            int a45, int a46, int a47, int a48, int a49, int a50, int a51, int a52, int a53, int a54, int a55,
            int a56, int a57, int a58, int a59, int a60, int a61, int a62, int a63, int a64, int a65, int a66,
            int a67, int a68, int a69, int a70, int a71, int a72, int a73, int a74, int a75, int a76, int a77,
            int a78, int a79, int a80, int a81, int a82, int a83, int a84, int a85, int a86, int a87, int a88,
            int a89, int a90, int a91, int a92, int a93, int a94, int a95, int a96, int a97, int a98, int a99,
            int a100, int a101, int a102, int a103, int a104, int a105, int a106, int a107, int a108, int a109,
            int a110, int a111, int a112, int a113, int a114, int a115, int a116, int a117, int a118, int a119,
            int a120, int a121, int a122, int a123, int a124, int a125, int a126, int a127, int a128, int a129,
            int a130, int a131, int a132, int a133, int a134, int a135, int a136, int a137, int a138, int a139,
            int a140, int a141, int a142, int a143, int a144, int a145, int a146, int a147, int a148, int a149,
            int a150, int a151, int a152, int a153, int a154, int a155, int a156, int a157, int a158, int a159,
            int a160, int a161, int a162, int a163, int a164, int a165, int a166, int a167, int a168, int a169,
            int a170, int a171, int a172, int a173, int a174, int a175, int a176, int a177, int a178, int a179,
            int a180, int a181, int a182, int a183, int a184, int a185, int a186, int a187, int a188, int a189,
            int a190, int a191, int a192, int a193, int a194, int a195, int a196, int a197, int a198, int a199,
            int a200, int a201, int a202, int a203, int a204, int a205, int a206, int a207, int a208, int a209,
            int a210, int a211, int a212, int a213, int a214, int a215, int a216, int a217, int a218, int a219,
            int a220, int a221, int a222, int a223, int a224, int a225, int a226, int a227, int a228, int a229,
            int a230, int a231, int a232, int a233, int a234, int a235, int a236, int a237, int a238, int a239,
            int a240, int a241, int a242, int a243, int a244, int a245, int a246, int a247, int a248, int a249) {
        // More than 35 bytes of code, so that no compiler copies it into its caller.
        if ((a0 | a16 | a32 | a48 | a64 | a80 | a96 | a112 | a128 | a144 | a160 | a176 | a192 | a208 | a224
                | a240) != 0) {
            throw new AssertionError("cannot happen: all arguments are zero");
        }
        return a0;
    }
}
