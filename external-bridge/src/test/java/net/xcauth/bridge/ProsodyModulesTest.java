package net.xcauth.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.xcauth.test.Command;
import net.xcauth.test.Installed;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The unit tests of Prosody's modules, which are written in Lua: {@code src/test/lua}. */
class ProsodyModulesTest {
    /** A result in the Test Anything Protocol; the comments that follow a failure explain it. */
    private static final Pattern RESULT = Pattern.compile("(not )?ok \\d+ - (.*)");

    /** A test in Lua; the explanation is empty unless it has failed. */
    private record LuaTest(String name, boolean passed, StringJoiner explanation) {
        DynamicTest toJunit() {
            return DynamicTest.dynamicTest(name, () -> {
                if (!passed) {
                    throw new AssertionError(name + "\n" + explanation);
                }
            });
        }
    }

    @TestFactory
    Stream<DynamicTest> luaTestsPassWithTheLuaOfDebiansProsody() throws Exception {
        return run("lua5.4");
    }

    @TestFactory
    Stream<DynamicTest> luaTestsPassWithTheOldestLuaOfProsody() throws Exception {
        return run("lua5.1");
    }

    private static Stream<DynamicTest> run(String lua) throws Exception {
        String interpreter = Installed.require(lua, "apt-get install " + lua);
        Installed.require("busted", "apt-get install lua-busted");

        Command busted = Command.run("busted", "--lua=" + interpreter, "--output=TAP");

        List<LuaTest> tests = parse(busted.out());
        if (tests.isEmpty() || tests.stream().allMatch(LuaTest::passed) != (busted.exit() == 0)) {
            throw new AssertionError(busted);
        }
        return tests.stream().map(LuaTest::toJunit);
    }

    private static List<LuaTest> parse(String output) {
        List<LuaTest> tests = new ArrayList<>();
        for (String line : output.lines().toList()) {
            Matcher result = RESULT.matcher(line);
            if (result.matches()) {
                tests.add(new LuaTest(result.group(2), result.group(1) == null, new StringJoiner("\n")));
            } else if (line.startsWith("# ") && !tests.isEmpty()) {
                tests.get(tests.size() - 1).explanation().add(line.substring(2));
            }
        }
        return tests;
    }
}
