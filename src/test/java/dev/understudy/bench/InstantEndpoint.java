package dev.understudy.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// An endpoint that reads a request and answers at once, always the same: what remains of a call is
/// the client's own time. A process of its own, so that its work is not taken for the client's.
final class InstantEndpoint {
  private static final String REPLY =
      """
      {"id": "1", "object": "chat.completion", "model": "instant", "choices": [{"index": 0,\
       "message": {"role": "assistant", "content": "%s"}, "finish_reason": "stop"}],\
       "usage": {"prompt_tokens": 400, "completion_tokens": 120, "total_tokens": 520}}\
      """
          .formatted("She put the letter down and looked at the rain. ".repeat(12));

  private static final byte[] RESPONSE =
      ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
              + REPLY.length()
              + "\r\n\r\n"
              + REPLY)
          .getBytes(StandardCharsets.US_ASCII);

  private InstantEndpoint() {}

  /// Prints its port, and ends with its standard input.
  public static void main(String[] args) throws IOException {
    var server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    System.out.println(server.getLocalPort());
    Thread.ofPlatform().daemon().start(() -> accept(server));
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
      while (true) {
        in.skipNBytes(bodyLength(in));
        socket.getOutputStream().write(RESPONSE);
      }
    } catch (IOException _) {
      // the client has gone
    }
  }

  private static long bodyLength(InputStream in) throws IOException {
    long length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) {
        length = Long.parseLong(line.substring(15).strip());
      }
    }
    return length;
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
