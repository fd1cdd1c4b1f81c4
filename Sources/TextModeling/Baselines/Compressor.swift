#if canImport(Darwin)
  import Foundation
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A general-purpose compressor of the system, found when it is called: nothing is linked.
package enum Compressor: String, CaseIterable, Codable, Sendable {
  /// Deflate (RFC 1951), which sees the last 32 KiB only: level 9 of zlib, on macOS the system's
  /// one level.
  case zlib
  /// LZMA2 in an xz container, preset 6 (8 MiB of history).
  case lzma

  /// How many bytes this makes of `bytes`; nil where the system has no such library.
  package func compressedCount(of bytes: [UInt8]) -> Int? {
    #if canImport(Darwin)
      let algorithm: NSData.CompressionAlgorithm = self == .zlib ? .zlib : .lzma
      return try? NSData(data: Data(bytes)).compressed(using: algorithm).length
    #elseif canImport(Glibc) || canImport(Musl)
      return switch self {
      case .zlib: Self.zlibCount(of: bytes)
      case .lzma: Self.lzmaCount(of: bytes)
      }
    #else
      return nil
    #endif
  }

  #if canImport(Glibc) || canImport(Musl)
    /// `int compress2(Bytef *, uLongf *, const Bytef *, uLong, int)`.
    private typealias Compress2 =
      @convention(c) (
        UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<CUnsignedLong>, UnsafePointer<UInt8>?,
        CUnsignedLong, CInt
      ) -> CInt

    /// `lzma_ret lzma_easy_buffer_encode(uint32_t preset, lzma_check, const lzma_allocator *,
    /// const uint8_t *, size_t, uint8_t *, size_t *, size_t)`.
    private typealias EasyBufferEncode =
      @convention(c) (
        UInt32, CInt, OpaquePointer?, UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UInt8>?,
        UnsafeMutablePointer<Int>, Int
      ) -> CInt

    private static func zlibCount(of bytes: [UInt8]) -> Int? {
      // Safe: the type is the one that zlib has published since 1995, and the pointers live through
      // the call with the counts that are passed beside them.
      guard let symbol = unsafe address(of: "compress2", in: "libz.so.1") else { return nil }
      let compress2 = unsafe unsafeBitCast(symbol, to: Compress2.self)
      var target = [UInt8](repeating: 0, count: bound(of: bytes))
      var count = CUnsignedLong(target.count)
      let status = unsafe compress2(&target, &count, bytes, CUnsignedLong(bytes.count), 9)
      return status == 0 ? Int(count) : nil
    }

    private static func lzmaCount(of bytes: [UInt8]) -> Int? {
      // Safe for the same reason; liblzma has kept this function since 5.0.
      guard let symbol = unsafe address(of: "lzma_easy_buffer_encode", in: "liblzma.so.5") else {
        return nil
      }
      let encode = unsafe unsafeBitCast(symbol, to: EasyBufferEncode.self)
      var target = [UInt8](repeating: 0, count: bound(of: bytes))
      var count = 0
      let status = unsafe encode(6, 0, nil, bytes, bytes.count, &target, &count, target.count)
      return status == 0 ? count : nil
    }

    /// More than either format needs for bytes that do not compress.
    private static func bound(of bytes: [UInt8]) -> Int { bytes.count + bytes.count / 64 + 1024 }

    private static func address(of name: String, in library: String) -> UnsafeMutableRawPointer? {
      // Never closed: the function has to stay mapped, and a second opening costs nothing.
      guard let handle = unsafe dlopen(library, RTLD_NOW) else { return nil }
      return unsafe dlsym(handle, name)
    }
  #endif
}
