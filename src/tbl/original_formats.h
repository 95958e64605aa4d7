/* SPDX-License-Identifier: Apache-2.0
 * original_formats.h: what an original (元ファイル) can be told to be by its first bytes, and what a
 * standing rule of 確認方式 can be about. ORIGINAL_FORMAT(name, number, extensions, Japanese, English);
 * numbers are for ever; the bytes are in flow/probe.c.
 */
ORIGINAL_FORMAT(unknown, 0, "", "形式を確かめられないもの", "not recognised")
ORIGINAL_FORMAT(pdf_signed, 1, "pdf", "電子署名つき PDF", "signed PDF")
ORIGINAL_FORMAT(pdf, 2, "pdf", "PDF", "PDF")
ORIGINAL_FORMAT(jww, 3, "jww", "Jw_cad 図面", "Jw_cad drawing")
ORIGINAL_FORMAT(dwg, 4, "dwg", "AutoCAD 図面（DWG）", "AutoCAD drawing (DWG)")
ORIGINAL_FORMAT(step, 5, "p21,stp,step,sfc", "SXF・STEP 図面", "SXF or STEP drawing")
ORIGINAL_FORMAT(docuworks, 6, "xdw,xbd", "DocuWorks 文書", "DocuWorks document")
ORIGINAL_FORMAT(ole, 7, "doc,xls,ppt,jtd,jtt,vsd", "旧形式の複合文書（一太郎を含む）", "older compound document (Ichitaro too)")
ORIGINAL_FORMAT(package, 8, "docx,docm,xlsx,xlsm,pptx,pptm,zip", "Office 文書または zip", "Office document or zip")
ORIGINAL_FORMAT(jpeg, 9, "jpg,jpeg", "JPEG 画像", "JPEG picture")
ORIGINAL_FORMAT(png, 10, "png", "PNG 画像", "PNG picture")
ORIGINAL_FORMAT(tiff, 11, "tif,tiff", "TIFF 画像", "TIFF picture")
ORIGINAL_FORMAT(media, 12, "mp4,mov,m4a,wav,avi,mp3", "映像・音声", "video or sound")
ORIGINAL_FORMAT(program, 13, "exe,dll,scr,com", "実行形式", "program")
