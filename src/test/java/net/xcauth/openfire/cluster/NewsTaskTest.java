package net.xcauth.openfire.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jivesoftware.util.cache.ExternalizableUtil;
import org.jivesoftware.util.cache.ExternalizableUtilStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NewsTaskTest {
    private final List<News> read = new ArrayList<>();

    /** Without a cluster Openfire writes nothing; this is what a cluster's own does with numbers. */
    @BeforeAll
    static void serialiseLikeACluster() throws IOException {
        ExternalizableUtilStrategy cluster = mock(ExternalizableUtilStrategy.class);
        doAnswer(call -> {
            call.getArgument(0, DataOutput.class).writeInt(call.getArgument(1, Integer.class));
            return null;
        }).when(cluster).writeInt(any(), anyInt());
        when(cluster.readInt(any())).thenAnswer(call -> call.getArgument(0, DataInput.class).readInt());
        ExternalizableUtil.getInstance().setStrategy(cluster);
    }

    @AfterEach
    void end() {
        NewsTask.readBy(null);
    }

    @ParameterizedTest
    @EnumSource(News.class)
    void whatOneNodeSendsAnotherReads(News news) throws IOException {
        NewsTask.readBy(read::add);
        NewsTask arrived = arrived(bytes(new NewsTask(news)));
        arrived.run();
        assertThat(read).containsExactly(news);
        assertThat(arrived.getResult()).isNull();
    }

    @Test
    void aNodeWithoutThePluginsServiceIgnoresThem() throws IOException {
        NewsTask arrived = arrived(bytes(new NewsTask(News.USERS)));
        arrived.run();
        NewsTask.readBy(read::add);
        NewsTask.readBy(null);
        arrived.run();
        assertThat(read).isEmpty();
    }

    @Test
    void newsOfANewerVersionAreRefusedWithASentence() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeInt(News.values().length);
        }
        assertThatThrownBy(() -> arrived(bytes.toByteArray())).isInstanceOf(IOException.class)
                .hasMessageContaining("same version");
    }

    private static byte[] bytes(NewsTask task) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            task.writeExternal(out);
        }
        return bytes.toByteArray();
    }

    private static NewsTask arrived(byte[] bytes) throws IOException {
        NewsTask task = new NewsTask();
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            task.readExternal(in);
        }
        return task;
    }
}
