package ee.qmail.attempts;

/** Code of an application that ends the process in the orderly way, which nobody can forbid it (JEP 411). */
public final class ExitCall {
    private ExitCall() {}

    /** Tells whether the thread has called {@link System#exit} or {@link Runtime#exit}, from which it never returns. */
    public static boolean isMadeBy(Thread thread) {
        return isIn(thread.getStackTrace());
    }

    /** The same for what the thread does, innermost first. */
    public static boolean isIn(StackTraceElement... stack) {
        for (StackTraceElement frame : stack) {
            if (frame.getMethodName().equals("exit") && frame.getClassName().equals("java.lang.Runtime")) {
                return true;
            }
        }
        return false;
    }
}
