"""peerscope/1, written from ../../README.md alone. Each module cites the sections that it follows.

- `reasons`: the registry of reject reasons, and the exception that carries one
- `suite`: hashes, keys, signatures and the Diffie-Hellman group
- `ed25519`: the checks on identities that the library leaves to the caller
- `wire`: headers and payloads, bytes to values and back
- `handshake`: the three flights, for each role
- `channel`: the chains of one direction: sealing and opening of MESSAGE frames
- `rekey`: new epochs, for each role
- `connection`: one connection from the first byte to the last, without sockets or clocks
- `delivery`: streams of texts that outlive a connection

Bytes and times come in as arguments; bytes and events come out. Nothing here waits, reads a clock or opens a socket.
"""
