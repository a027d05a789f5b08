package dev.holdfast;

/** The program's entry. */
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs one command line and returns its exit code; the process goes on. */
    static int run(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals("version")) {
            System.out.println("holdfast " + Main.class.getPackage().getImplementationVersion());
            return 0;
        }
        System.err.println("error: no such command");
        return 1;
    }
}
